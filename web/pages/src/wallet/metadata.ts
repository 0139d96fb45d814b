/** What an issuer says about itself (OpenID4VCI section 12, RFC 8414). */

import { LEVELS } from "huepass";
import { issuerUnusable } from "./faults.js";
import type { ColourEntry } from "./model.js";
import { checkAddress, expectOk, isObject, type JsonObject, type Network } from "./network.js";

const FORMAT = "huepass+cwt";
/** In the order in which a wallet prefers them: the fully specified name first (RFC 9864). */
const ALGORITHMS = ["Ed25519", "EdDSA"] as const;
/** Longest text that is shown, in characters. */
const MAX_LABEL = 64;

/** The part of an issuer's metadata that a wallet uses. */
export interface IssuerInfo {
  /** The credential issuer identifier, and the audience of proofs. */
  readonly issuer: string;
  /** The credential configuration. */
  readonly configuration: string;
  readonly credentialEndpoint: string;
  readonly nonceEndpoint: string;
  readonly tokenEndpoint: string;
  /** The JOSE name to sign proofs with. */
  readonly algorithm: string;
  /** How many proofs a request may have. */
  readonly batchSize: number;
  /** The issuer's name by language. */
  readonly names: Readonly<Record<string, string>>;
  /** What it calls its colours; empty if it doesn't say. */
  readonly colours: Readonly<Record<number, ColourEntry>>;
}

/**
 * Fetches an issuer's metadata.
 *
 * @param issuer - the credential issuer identifier
 * @param configurations - the ones to choose from
 * @throws Fault `fetch_failed`, `issuer_unusable`, `address_refused`, `issuer_elsewhere`
 */
export async function discover(network: Network, issuer: string, configurations: readonly string[]): Promise<IssuerInfo> {
  network.checkIssuer(issuer);
  const metadata = expectOk(await network.get(wellKnown(issuer, "openid-credential-issuer")));
  // One that sends wallets to another server for tokens is none of ours.
  if (metadata["credential_issuer"] !== issuer || "authorization_servers" in metadata) throw issuerUnusable();
  const server = expectOk(await network.get(wellKnown(issuer, "oauth-authorization-server")));
  if (server["issuer"] !== issuer) throw issuerUnusable();
  const [configuration, content] = chosen(metadata["credential_configurations_supported"], configurations);
  const details = content["credential_metadata"];
  return {
    issuer,
    configuration,
    credentialEndpoint: endpoint(metadata["credential_endpoint"]),
    nonceEndpoint: endpoint(metadata["nonce_endpoint"]),
    tokenEndpoint: endpoint(server["token_endpoint"]),
    algorithm: algorithmOf(content),
    batchSize: batchSizeOf(metadata),
    names: namesIn(metadata["display"]),
    colours: coloursIn(isObject(details) ? details["colours"] : undefined) ?? {},
  };
}

/** The address of a well-known file: between host and path (RFC 8414 section 3). */
export function wellKnown(issuer: string, name: string): string {
  const url = new URL(issuer);
  return `${url.origin}/.well-known/${name}${url.pathname.replace(/\/+$/u, "")}`;
}

function chosen(known: unknown, wanted: readonly string[]): [string, JsonObject] {
  for (const name of wanted) {
    const found = isObject(known) && Object.hasOwn(known, name) ? known[name] : undefined;
    if (isObject(found) && found["format"] === FORMAT) return [name, found];
  }
  throw issuerUnusable();
}

function algorithmOf(configuration: JsonObject): string {
  const kinds = configuration["proof_types_supported"];
  const jwt = isObject(kinds) ? kinds["jwt"] : undefined;
  const listed: unknown = isObject(jwt) ? jwt["proof_signing_alg_values_supported"] : undefined;
  const found = ALGORITHMS.find((name) => Array.isArray(listed) && listed.includes(name));
  if (found === undefined) throw issuerUnusable();
  return found;
}

function batchSizeOf(metadata: JsonObject): number {
  if (!("batch_credential_issuance" in metadata)) return 1;
  const batch = metadata["batch_credential_issuance"];
  const size = isObject(batch) ? batch["batch_size"] : undefined;
  if (typeof size !== "number" || !Number.isSafeInteger(size) || size < 1) throw issuerUnusable();
  return size;
}

function endpoint(value: unknown): string {
  if (typeof value !== "string") throw issuerUnusable();
  checkAddress(value);
  return value;
}

/** The issuer's name by language; whatever is amiss costs only the name. */
function namesIn(display: unknown): Record<string, string> {
  const names = new Map<string, string>();
  for (const entry of Array.isArray(display) ? (display as unknown[]) : []) {
    if (!isObject(entry)) continue;
    const { name, locale } = entry;
    if (isLabel(name) && typeof locale === "string") names.set(languageOf(locale), name);
  }
  return Object.fromEntries(names);
}

/** What an issuer calls its colours; undefined if it says so in no form that is known. */
function coloursIn(value: unknown): Record<number, ColourEntry> | undefined {
  if (!isObject(value)) return undefined;
  const colours = new Map<number, ColourEntry>();
  for (const [colour, entry] of Object.entries(value)) {
    const labels = isObject(entry) ? entry["labels"] : undefined;
    const level = isObject(entry) ? entry["level"] : undefined;
    if (!/^[0-9]{1,15}$/u.test(colour) || !isLevel(level) || !isLabels(labels)) return undefined;
    colours.set(Number(colour), { level, labels });
  }
  return Object.fromEntries(colours);
}

function isLevel(value: unknown): value is string {
  return LEVELS.some((level) => level === value);
}

function isLabels(value: unknown): value is Record<string, string> {
  return isObject(value) && Object.values(value).every(isLabel);
}

/** Whether something is a text that may be shown to people. */
function isLabel(text: unknown): text is string {
  return typeof text === "string" && text.length <= MAX_LABEL && isPrintable(text);
}

/** Whether a text has nothing in it that can't be seen. */
export function isPrintable(text: string): boolean {
  return /^(?:[^\p{C}\p{Z}]| )*$/u.test(text);
}

function languageOf(locale: string): string {
  return locale.replace(/-.*/su, "").toLowerCase();
}
