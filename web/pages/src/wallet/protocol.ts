/** The three requests of OpenID4VCI 1.0: a token, a nonce, credentials. */

import type { HolderSigner } from "huepass";
import { fromBase64Url } from "./bytes.js";
import { credentialsDenied, issuerRefused, issuerUnusable, offerRefused, walletEnded } from "./faults.js";
import { discover, type IssuerInfo } from "./metadata.js";
import { errorCode, expectOk, isObject, type Answer, type JsonObject, type Network } from "./network.js";
import { GRANT, readOffer, type Offer } from "./offer.js";
import { makeProof } from "./proofs.js";

const MAX_WINDOWS = 64;
const IDENTIFIER = /^live-([0-9a-f]{8})-([0-9]{1,15})$/u;
const CREDENTIAL = /^[A-Za-z0-9_-]{1,1024}$/u;
const STATE = /^[!-~]{1,64}$/u;
const TOKEN = /^[!-~]{1,4096}$/u;
const BAD_OFFER: readonly string[] = ["invalid_grant", "invalid_request", "invalid_tx_code"];

/** A window that the issuer gives credentials for: its identifier and what that says. */
export interface Announced {
  readonly identifier: string;
  /** The issuer's key, in hexadecimal digits. */
  readonly kid: string;
  readonly expiry: number;
}

/** What the token endpoint gave. */
export interface Tokens {
  /** For credential requests. */
  readonly access: string;
  /** For the next time, if there is one. */
  readonly refresh?: string;
  /** By expiry; empty if the issuer announces none. */
  readonly windows: readonly Announced[];
  /** Another text when the person's colour has changed meanwhile, back to the same one too; absent if the issuer doesn't say. */
  readonly colourState?: string;
}

/** Speaks with issuers. Besides what is named, all methods throw the faults `fetch_failed` and `issuer_unusable`. */
export class IssuerClient {
  readonly network: Network;
  /** The wallet's clock, in seconds. */
  readonly now: () => number;

  constructor(network: Network, now: () => number) {
    this.network = network;
    this.now = now;
  }

  /** See {@link readOffer}. */
  offer(text: string): Promise<Offer> {
    return readOffer(text, this.network);
  }

  /** See {@link discover}. */
  discover(issuer: string, configurations: readonly string[]): Promise<IssuerInfo> {
    return discover(this.network, issuer, configurations);
  }

  /**
   * Trades the code of an offer for tokens.
   *
   * @throws Fault `offer_refused`, `issuer_refused`
   */
  async redeem(info: IssuerInfo, offer: Offer, txCode?: string): Promise<Tokens> {
    const answer = await this.#token(info, {
      grant_type: GRANT,
      "pre-authorized_code": offer.code,
      ...(txCode !== undefined && { tx_code: txCode }),
    });
    if (BAD_OFFER.includes(errorCode(answer))) throw offerRefused();
    return tokensIn(bodyOf(answer), info);
  }

  /**
   * Trades a refresh token for new tokens; the old one is good until the new one is used.
   *
   * @throws Fault `wallet_ended`, `issuer_refused`
   */
  async renew(info: IssuerInfo, refreshToken: string): Promise<Tokens> {
    const answer = await this.#token(info, { grant_type: "refresh_token", refresh_token: refreshToken });
    if (errorCode(answer) === "invalid_grant") throw walletEnded();
    return tokensIn(bodyOf(answer), info);
  }

  /**
   * Asks for a credential for each key; what comes is to be matched by the key in it.
   *
   * @param identifier - the window; undefined for the one that is on
   * @param signers - the keys, at most `info.batchSize`
   * @throws Fault `credentials_denied` if the issuer gives no more for now, `issuer_refused` for any other error
   */
  async credentials(
    info: IssuerInfo,
    access: string,
    identifier: string | undefined,
    signers: readonly HolderSigner[],
  ): Promise<Uint8Array[]> {
    const ask = () => this.#request(info, access, identifier, signers);
    let answer = await ask();
    if (errorCode(answer) === "invalid_nonce") answer = await ask(); // used up or too old: once more, with the same keys
    if (errorCode(answer) === "credential_request_denied") throw credentialsDenied();
    return credentialsIn(bodyOf(answer));
  }

  #token(info: IssuerInfo, form: Record<string, string>): Promise<Answer> {
    const asked = [{ type: "openid_credential", credential_configuration_id: info.configuration }];
    return this.network.post(info.tokenEndpoint, { form: { ...form, authorization_details: JSON.stringify(asked) } });
  }

  async #request(
    info: IssuerInfo,
    access: string,
    identifier: string | undefined,
    signers: readonly HolderSigner[],
  ): Promise<Answer> {
    const nonce = expectOk(await this.network.post(info.nonceEndpoint))["c_nonce"];
    if (typeof nonce !== "string" || nonce === "") throw issuerUnusable();
    const claims = { algorithm: info.algorithm, audience: info.issuer, nonce, at: this.now() };
    const which =
      identifier === undefined ? { credential_configuration_id: info.configuration } : { credential_identifier: identifier };
    const jwt = await Promise.all(signers.map((signer) => makeProof(signer, claims)));
    return this.network.post(info.credentialEndpoint, { json: { ...which, proofs: { jwt } }, bearer: access });
  }
}

function bodyOf(answer: Answer): JsonObject {
  const { status } = answer;
  if (status >= 400 && status < 500 && status !== 429) throw issuerRefused();
  return expectOk(answer);
}

function tokensIn(body: JsonObject, info: IssuerInfo): Tokens {
  const { token_type: kind, access_token: access, refresh_token: refresh, colour_state: state } = body;
  if (typeof kind !== "string" || kind.toLowerCase() !== "bearer" || !matches(TOKEN, access)) throw issuerUnusable();
  if (refresh !== undefined && !matches(TOKEN, refresh)) throw issuerUnusable();
  if (state !== undefined && state !== null && !matches(STATE, state)) throw issuerUnusable();
  const details = body["authorization_details"];
  return {
    access,
    ...(refresh !== undefined && { refresh }),
    windows: "authorization_details" in body ? windowsIn(details, info.configuration) : [],
    ...(matches(STATE, state) && { colourState: state }),
  };
}

/** The windows that were announced, by expiry; identifiers of another form are passed over. */
function windowsIn(details: unknown, configuration: string): Announced[] {
  const found = new Map<number, Announced>();
  for (const entry of Array.isArray(details) ? (details as unknown[]) : []) {
    if (!isObject(entry) || entry["credential_configuration_id"] !== configuration) continue;
    const identifiers: unknown = entry["credential_identifiers"];
    for (const identifier of Array.isArray(identifiers) ? (identifiers as unknown[]) : []) {
      const [whole, kid, digits] = typeof identifier === "string" ? (IDENTIFIER.exec(identifier) ?? []) : [];
      if (whole === undefined || kid === undefined) continue;
      const expiry = Number(digits);
      // Windows of one's own would tell a person from everybody else (spec section 3).
      if ((found.get(expiry)?.identifier ?? whole) !== whole) throw issuerUnusable();
      found.set(expiry, { identifier: whole, kid, expiry });
      if (found.size > MAX_WINDOWS) throw issuerUnusable();
    }
  }
  if (found.size === 0) throw issuerUnusable();
  return [...found.values()].sort((a, b) => a.expiry - b.expiry);
}

function credentialsIn(body: JsonObject): Uint8Array[] {
  const entries: unknown = body["credentials"];
  if (!Array.isArray(entries)) throw issuerUnusable();
  return (entries as unknown[]).map(credentialIn);
}

/** The bytes of one entry; empty, which is no credential, for anything of another form. */
function credentialIn(entry: unknown): Uint8Array {
  const text = isObject(entry) ? entry["credential"] : undefined;
  return (matches(CREDENTIAL, text) ? fromBase64Url(text) : undefined) ?? new Uint8Array(0);
}

function matches(pattern: RegExp, value: unknown): value is string {
  return typeof value === "string" && pattern.test(value);
}
