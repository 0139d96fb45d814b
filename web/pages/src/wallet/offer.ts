/** A credential offer: what a person gets from the issuer to begin with (OpenID4VCI section 4). */

import { offerInvalid, offerRefused } from "./faults.js";
import { checkAddress, checkIdentifier, expectOk, isObject, parseObject, type JsonObject, type Network } from "./network.js";

const SCHEME = "openid-credential-offer:";
export const GRANT = "urn:ietf:params:oauth:grant-type:pre-authorized_code";
/** Longest link, in characters. */
const MAX_LINK = 64 * 1024;
const MAX_FIELDS = 16;

/** An offer. */
export interface Offer {
  /** The credential issuer identifier, a URL. */
  readonly issuer: string;
  /** The credential configurations that are offered. */
  readonly configurations: readonly string[];
  /** The pre-authorized code, good for one use. */
  readonly code: string;
  /** Whether the person was told a transaction code as well. */
  readonly needsTxCode: boolean;
}

/** Whether a text is an offer's link; it may still be a broken one. */
export function isOffer(text: string): boolean {
  return text.trim().toLowerCase().startsWith(SCHEME);
}

/**
 * The offer of a link, which says it itself or names where to fetch it.
 *
 * @param text - `openid-credential-offer://?...`
 * @param network - for an offer by reference
 * @throws Fault `offer_invalid`, `offer_refused`, `address_refused`, `issuer_elsewhere`, `fetch_failed`, `issuer_unusable`
 */
export async function readOffer(text: string, network: Network): Promise<Offer> {
  const { kind, value } = parameter(text);
  if (kind === "credential_offer_uri") {
    checkAddress(value);
    const answer = await network.get(value);
    if (answer.status === 404 || answer.status === 410) throw offerRefused(); // used up, or too old
    return offerIn(expectOk(answer));
  }
  const content = parseObject(value);
  if (!content) throw offerInvalid();
  return offerIn(content);
}

function parameter(text: string): { kind: string; value: string } {
  const link = text.trim();
  const [, query] = /^openid-credential-offer:\/\/[^?#]*\?([^#]*)$/iu.exec(link) ?? [];
  if (link.length > MAX_LINK || query === undefined || query.split("&").length > MAX_FIELDS) throw offerInvalid();
  const fields = new URLSearchParams(query);
  const found = ["credential_offer", "credential_offer_uri"].flatMap((kind) =>
    fields.getAll(kind).map((value) => ({ kind, value })),
  );
  const [only] = found;
  // A byte that is no UTF-8 became this mark.
  if (found.length !== 1 || !only || only.value === "" || only.value.includes("\ufffd")) throw offerInvalid();
  return only;
}

function offerIn(content: JsonObject): Offer {
  const { credential_issuer: issuer, credential_configuration_ids: configurations, grants } = content;
  const grant = isObject(grants) ? grants[GRANT] : undefined;
  if (typeof issuer !== "string" || !isTexts(configurations) || configurations.length === 0) throw offerInvalid();
  if (!isObject(grant)) throw offerInvalid();
  const { "pre-authorized_code": code, tx_code: txCode } = grant;
  if (typeof code !== "string" || (txCode !== undefined && !isObject(txCode))) throw offerInvalid();
  checkIdentifier(issuer);
  return { issuer, configurations, code, needsTxCode: txCode !== undefined };
}

function isTexts(value: unknown): value is string[] {
  return Array.isArray(value) && value.every((one) => typeof one === "string");
}
