/** A small issuer for wallets, in the place of the network, that can be told to misbehave; and a wallet for one person. */

import { nobleEd25519 } from "huepass";
import { claims, cose1, header, live, serialBytes } from "../../../lib/test/world.js";
import { join } from "../../../lib/test/writer.js";
import { Fault } from "../../src/shared/fault.js";
import { Network } from "../../src/wallet/network.js";
import { strip, type Person } from "../../src/wallet/model.js";
import { IssuerClient } from "../../src/wallet/protocol.js";
import { accept } from "../../src/wallet/refresh.js";
import { WalletStore } from "../../src/wallet/store.js";

export const ISSUER = "https://gz.example";
export const GREEN = 1;
export const RED = 3;
export const HOUR = 3600;
/** Of the windows of the live key: how long they are, and how far apart. */
export const LIFETIME = 22_200;
export const STEP = 21_600;
export const NOW = 1_790_000_000;
const GRANT = "urn:ietf:params:oauth:grant-type:pre-authorized_code";
export const METADATA = "/.well-known/openid-credential-issuer";
export const SERVER = "/.well-known/oauth-authorization-server";
export const [TOKEN, NONCE, CREDENTIAL] = ["/token", "/nonce", "/credential"] as const;

/** What is sent. */
export interface Reply {
  readonly status: number;
  readonly body?: unknown;
  readonly type?: string;
}
export type Twist = (reply: Reply) => Reply;
type Json = Record<string, unknown>;

/** The answer is lost after the issuer did what was asked. */
export const cut: Twist = () => {
  throw new TypeError("Failed to fetch");
};
/** Something else is sent. */
export const replaced = (body: unknown, status = 200): Twist => () => ({ status, body });
/** The same is sent with other members. */
export const withMembers = (members: Json): Twist => (reply) => ({ ...reply, body: { ...(reply.body as Json), ...members } });
/** The same is sent without a member. */
export const without = (member: string): Twist => (reply) => ({
  ...reply,
  body: Object.fromEntries(Object.entries(reply.body as Json).filter(([name]) => name !== member)),
});

/** One issuer and one person. */
export class FakeIssuer {
  now = NOW;
  /** The live key. */
  by = live;
  colour = GREEN;
  colourState: string | undefined = "first";
  cap = 8;
  ahead = 24 * HOUR;
  batchSize = 16;
  algorithms = ["EdDSA", "Ed25519"];
  announces = true;
  txCode: string | undefined;
  ended = false;
  codeUsed = false;
  generation = 0;
  readonly minted = new Map<string, Uint8Array>();
  readonly counts = new Map<string, number>();
  readonly asked: { url: string; path: string; headers: Headers; body: string; options: RequestInit }[] = [];
  /** What is done to answers from now on, and once. */
  readonly twists = new Map<string, Twist>();
  readonly once = new Map<string, Twist[]>();
  #nonces = new Set<string>();
  #made = 0;

  /** In the place of the page's. */
  readonly fetch = (async (input: string, options: RequestInit = {}) => {
    const url = new URL(input);
    const request = new Request(input, { ...options, signal: null, referrerPolicy: "no-referrer" });
    const body = options.method === "GET" ? "" : await request.text();
    if (url.origin !== ISSUER) throw new TypeError("Failed to fetch");
    const { status, body: content, type = "application/json" } = this.#twisted(url.pathname, () => {
      this.asked.push({ url: input, path: url.pathname, headers: request.headers, body, options });
      return this.#honest(url.pathname, body, request.headers.get("Authorization") ?? "");
    });
    const bytes = content instanceof Uint8Array ? new Uint8Array(content) : JSON.stringify(content);
    return new Response([204, 304].includes(status) ? null : bytes, { status, headers: { "Content-Type": type } });
  }) as typeof fetch;

  offer(): Json {
    const txCode = this.txCode === undefined ? {} : { tx_code: { input_mode: "numeric", length: 6 } };
    return {
      credential_issuer: ISSUER,
      credential_configuration_ids: ["other", "pass"],
      grants: { [GRANT]: { "pre-authorized_code": "the-code", ...txCode } },
    };
  }

  link(): string {
    return `openid-credential-offer://?credential_offer=${encodeURIComponent(JSON.stringify(this.offer()))}`;
  }

  /** The expiries of the current window and of all that begin in the time ahead. */
  windows(): number[] {
    const first = Math.floor((this.now + LIFETIME) / STEP) * STEP;
    const count = Math.ceil((this.now + LIFETIME + this.ahead - first) / STEP);
    return Array.from({ length: count }, (_, place) => first + place * STEP);
  }

  count(path: string): number {
    return this.asked.filter((one) => one.path === path).length;
  }

  /** The most credentials of one colour in one window. */
  most(): number {
    return Math.max(...this.counts.values());
  }

  sign(expiry: number, key: Uint8Array, serial: number): Uint8Array {
    return cose1(header(this.by), claims(expiry, join(serialBytes(serial), key), this.colour), this.by);
  }

  #twisted(path: string, honest: () => Reply): Reply {
    const reply = honest();
    const twist = this.once.get(path)?.shift() ?? this.twists.get(path);
    return twist ? twist(reply) : reply;
  }

  #honest(path: string, body: string, authorization: string): Reply {
    switch (path) {
      case METADATA:
        return { status: 200, body: this.metadata() };
      case SERVER:
        return { status: 200, body: { issuer: ISSUER, token_endpoint: ISSUER + TOKEN } };
      case "/offer":
        return { status: 200, body: this.offer() };
      case TOKEN:
        return this.#token(new URLSearchParams(body));
      case NONCE: {
        const nonce = this.#new("nonce");
        this.#nonces.add(nonce);
        return { status: 200, body: { c_nonce: nonce } };
      }
      case CREDENTIAL:
        return this.#credential(JSON.parse(body) as Json, authorization);
      default:
        return { status: 404, body: { error: "not_found" } };
    }
  }

  metadata(): Json {
    return {
      credential_issuer: ISSUER,
      credential_endpoint: ISSUER + CREDENTIAL,
      nonce_endpoint: ISSUER + NONCE,
      batch_credential_issuance: { batch_size: this.batchSize },
      display: [{ name: "广州", locale: "zh" }, { name: "Guangzhou", locale: "en-GB" }],
      credential_configurations_supported: {
        other: { format: "dc+sd-jwt" },
        pass: {
          format: "huepass+cwt",
          proof_types_supported: { jwt: { proof_signing_alg_values_supported: this.algorithms } },
          credential_metadata: {
            colours: {
              "1": { level: "clear", labels: { zh: "绿码", en: "green code" } },
              "3": { level: "stop", labels: { zh: "红码", en: "red code" } },
            },
          },
        },
      },
    };
  }

  #token(form: URLSearchParams): Reply {
    if (form.get("grant_type") === GRANT) {
      if (this.codeUsed || form.get("tx_code") !== (this.txCode ?? null)) return refusal("invalid_grant");
      this.codeUsed = true;
    } else {
      const number = Number(form.get("refresh_token")?.replace("refresh-", ""));
      if (this.ended || number < this.generation) {
        this.ended = true;
        return refusal("invalid_grant");
      }
      this.generation = number;
    }
    const [asked] = JSON.parse(form.get("authorization_details") ?? "[]") as Json[];
    const identifiers = this.windows().map((expiry) => this.identifier(expiry));
    return {
      status: 200,
      body: {
        access_token: this.#new("access"),
        token_type: "Bearer",
        refresh_token: `refresh-${String(this.generation + 1)}`,
        ...(this.colourState !== undefined && { colour_state: this.colourState }),
        ...(this.announces && { authorization_details: [{ ...asked, credential_identifiers: identifiers }] }),
      },
    };
  }

  identifier(expiry: number): string {
    return `live-${Array.from(this.by.kid, (byte) => byte.toString(16).padStart(2, "0")).join("")}-${String(expiry)}`;
  }

  #credential(body: Json, authorization: string): Reply {
    if (this.ended || !authorization.startsWith("Bearer access-")) return { status: 401, body: { error: "invalid_token" } };
    const identifier = body["credential_identifier"] as string | undefined;
    const [current = 0] = this.windows();
    const expiry = identifier === undefined ? current : Number(identifier.split("-")[2]);
    if (!this.windows().includes(expiry)) return refusal("unknown_credential_identifier");
    const proofs = (body["proofs"] as { jwt: string[] }).jwt.map((proof) => this.#readProof(proof));
    if (proofs.length > this.batchSize) throw new Error("more proofs than the issuer takes");
    const [nonce = "", ...others] = new Set(proofs.map((proof) => proof.nonce));
    if (others.length > 0) throw new Error("several nonces");
    if (!this.#nonces.delete(nonce)) return refusal("invalid_nonce");
    const fresh = proofs.filter(({ key }) => !this.minted.has(`${String(expiry)} ${String(key)}`)).length;
    if ((this.counts.get(`${String(expiry)} ${String(this.colour)}`) ?? 0) + fresh > this.cap) {
      return refusal("credential_request_denied");
    }
    // Not in the order of the proofs: a wallet matches by key.
    return { status: 200, body: { credentials: proofs.reverse().map(({ key }) => this.#entry(expiry, key)) } };
  }

  /** A credential as it stands in an answer: the same for the same key. */
  #entry(expiry: number, key: Uint8Array): { credential: string } {
    const which = `${String(expiry)} ${String(key)}`;
    let made = this.minted.get(which);
    if (!made) {
      made = this.sign(expiry, key, ++this.#made);
      this.minted.set(which, made);
      const counted = `${String(expiry)} ${String(this.colour)}`;
      this.counts.set(counted, (this.counts.get(counted) ?? 0) + 1);
    }
    return { credential: coded(made) };
  }

  #readProof(proof: string): { key: Uint8Array; nonce: string } {
    const [head = "", content = "", signature = ""] = proof.split(".");
    const { typ, alg, jwk } = JSON.parse(text(decoded(head))) as { typ: string; alg: string; jwk: Record<string, string> };
    const { aud, iat, nonce } = JSON.parse(text(decoded(content))) as { aud: string; iat: number; nonce: string };
    const key = decoded(jwk["x"] ?? "");
    const right =
      typ === "openid4vci-proof+jwt" && this.algorithms.includes(alg) && Object.keys(jwk).length === 3 &&
      jwk["kty"] === "OKP" && jwk["crv"] === "Ed25519" && aud === ISSUER && iat === this.now &&
      nobleEd25519.verify(key, new TextEncoder().encode(`${head}.${content}`), decoded(signature));
    if (!right) throw new Error("the proof is wrong");
    return { key, nonce };
  }

  #new(what: string): string {
    return `${what}-${String(++this.#made)}`;
  }
}

const refusal = (error: string): Reply => ({ status: 400, body: { error } });
export const coded = (bytes: Uint8Array): string => Buffer.from(bytes).toString("base64url");
const decoded = (given: string): Uint8Array => new Uint8Array(Buffer.from(given, "base64url"));
const text = (bytes: Uint8Array): string => new TextDecoder().decode(bytes);

/** A wallet that is at an issuer. */
export interface Scene {
  readonly issuer: FakeIssuer;
  readonly store: WalletStore;
  readonly client: IssuerClient;
  readonly network: Network;
}

const open: WalletStore[] = [];
let names = 0;

/** An empty wallet, and an issuer that has an offer for it. */
export async function scene(issuer = new FakeIssuer()): Promise<Scene> {
  const store = await freshStore();
  const network = new Network({ fetch: issuer.fetch, allowed: () => true });
  return { issuer, store, network, client: new IssuerClient(network, () => issuer.now) };
}

/** A wallet in a database of its own. */
export async function freshStore(patience = 30): Promise<WalletStore> {
  const store = await WalletStore.open({ name: `wallet-${String(++names)}`, patience });
  open.push(store);
  return store;
}

/** Closes all wallets. */
export function closeAll(): void {
  for (const store of open.splice(0)) store.close();
}

/** How many credentials to show there are for each window. */
export function perWindow({ issuer }: Scene, person: Person): number[] {
  return issuer.windows().map((expiry) => strip(person).filter((one) => one.expiry === expiry).length);
}

/** The first one in the wallet. */
export async function firstOf({ store }: Scene): Promise<Person> {
  const [person] = await store.persons();
  if (!person) throw new Error("nobody is in the wallet");
  return person;
}

/** Takes the issuer's offer. */
export async function accepted({ issuer, store, client }: Scene): Promise<Person> {
  return (await accept(store, client, await client.offer(issuer.link()))).person;
}

/** The reason of the fault that something ends with. */
export async function reasonOf(work: Promise<unknown> | (() => unknown)): Promise<string> {
  try {
    await (typeof work === "function" ? work() : work);
  } catch (error) {
    if (error instanceof Fault) return error.reason;
    throw error;
  }
  return "none";
}
