/** HTTP as a wallet does it: https, no redirects, nothing that tells who asks, bounded sizes and times. */

import { pageAllows } from "../shared/allowed.js";
import { addressRefused, fetchFailed, issuerElsewhere, issuerUnusable } from "./faults.js";

/** A JSON object, whatever is in it. */
export type JsonObject = Readonly<Record<string, unknown>>;

/** The most that is read of an answer, in bytes. */
export const MAX_ANSWER = 256 * 1024;
/** The same of a file: a sheet of paper passes, a proof. */
const MAX_FILE = 16 * 1024 * 1024;
/** How long one answer may take, in seconds. */
const WHOLE = 60;
/** The types of files that an issuer may send. Nothing that a browser would run is among them. */
export const FILE_TYPES: readonly string[] = ["application/pdf", "image/png", "image/jpeg"];
/** Longest address, in characters. */
const MAX_ADDRESS = 2048;
const JSON_TYPES: readonly string[] = ["application/json", "application/problem+json"];

/** What goes with a request. */
export interface Sent {
  /** An access token. */
  readonly bearer?: string | undefined;
  /** The type of file that is wanted in the place of JSON, one of {@link FILE_TYPES}. */
  readonly accept?: string;
}

/** What a request carries: one of these, or nothing. */
export interface Carried extends Sent {
  readonly form?: Readonly<Record<string, string>>;
  readonly json?: unknown;
  /** A file, which says its own type. */
  readonly file?: Blob;
  /** For the header `Idempotency-Key`: the same for the same thing that is asked for again. */
  readonly key?: string;
}

/** What a server said. */
export interface Answer {
  /** The HTTP status. */
  readonly status: number;
  /** The JSON object, if it is one. */
  readonly body?: JsonObject;
  /** The file, if it is one of the type that was wanted. */
  readonly file?: Blob;
}

/** What a network is made of; in a page, what the page has. */
export interface Surroundings {
  readonly fetch?: typeof fetch;
  /** Which addresses the page may connect to. */
  readonly allowed?: (url: URL) => boolean;
  /** Seconds. */
  readonly whole?: number;
}

/** Asks servers. All methods throw the faults `fetch_failed`, `address_refused` and `issuer_elsewhere`. */
export class Network {
  readonly #fetch: typeof fetch;
  readonly #allowed: (url: URL) => boolean;
  readonly #whole: number;

  constructor({ fetch: ask, allowed = pageAllows, whole = WHOLE }: Surroundings = {}) {
    this.#fetch = ask ?? ((...given) => fetch(...given));
    this.#allowed = allowed;
    this.#whole = whole;
  }

  /** Fetches. */
  get(url: string, sent: Sent = {}): Promise<Answer> {
    return this.#ask("GET", url, sent);
  }

  /** Sends a form, JSON, a file or nothing. */
  post(url: string, carried: Carried = {}): Promise<Answer> {
    return this.#ask("POST", url, carried);
  }

  /** Ends something. */
  delete(url: string, sent: Sent = {}): Promise<Answer> {
    return this.#ask("DELETE", url, sent);
  }

  /**
   * Makes sure that an issuer can be asked at all.
   *
   * @param issuer - a credential issuer identifier
   */
  checkIssuer(issuer: string): void {
    checkIdentifier(issuer);
    if (!this.#allowed(new URL(issuer))) throw issuerElsewhere(issuer);
  }

  async #ask(method: string, address: string, carried: Carried): Promise<Answer> {
    const url = checkAddress(address);
    if (!this.#allowed(url)) throw issuerElsewhere(url.origin);
    const abort = new AbortController();
    const late = setTimeout(() => { abort.abort(); }, this.#whole * 1000);
    try {
      const response = await this.#fetch(url.href, {
        method,
        ...written(carried),
        signal: abort.signal,
        credentials: "omit",
        redirect: "error",
        referrerPolicy: "no-referrer",
        cache: "no-store",
      });
      return await read(response, carried.accept);
    } catch {
      // Whatever it was; its words may quote what was sent.
      abort.abort();
      throw fetchFailed();
    } finally {
      clearTimeout(late);
    }
  }
}

function written({ bearer, accept, form, json, file, key }: Carried): { headers: Headers; body?: BodyInit } {
  const headers = new Headers({ Accept: accept ?? "application/json" });
  if (bearer !== undefined) headers.set("Authorization", `Bearer ${bearer}`);
  if (key !== undefined) headers.set("Idempotency-Key", key);
  if (form) return { headers, body: new URLSearchParams(form) };
  if (file) headers.set("Content-Type", file.type);
  if (file) return { headers, body: file };
  if (json === undefined) return { headers };
  headers.set("Content-Type", "application/json");
  return { headers, body: JSON.stringify(json) };
}

async function read(response: Response, accept: string | undefined): Promise<Answer> {
  const { status } = response;
  const type = (response.headers.get("Content-Type") ?? "").replace(/;.*/su, "").trim().toLowerCase();
  const isFile = response.ok && FILE_TYPES.includes(type) && accept === type;
  const bytes = await limited(response, isFile ? MAX_FILE : MAX_ANSWER);
  if (isFile) return { status, file: new Blob([bytes], { type }) };
  const body = JSON_TYPES.includes(type) ? parseObject(new TextDecoder().decode(bytes)) : undefined;
  return { status, ...(body && { body }) };
}

async function limited(response: Response, limit: number): Promise<Uint8Array<ArrayBuffer>> {
  const pieces: Uint8Array<ArrayBuffer>[] = [];
  let size = 0;
  const reader = response.body?.getReader();
  for (let piece = await reader?.read(); piece && !piece.done; piece = await reader?.read()) {
    size += piece.value.length;
    if (size > limit) throw new RangeError("too long");
    pieces.push(piece.value);
  }
  const whole = new Uint8Array(size);
  let at = 0;
  for (const piece of pieces) {
    whole.set(piece, at);
    at += piece.length;
  }
  return whole;
}

/** The error code of OAuth and OpenID4VCI; empty if there is none. */
export function errorCode({ status, body }: Answer): string {
  const code = body?.["error"];
  return status >= 400 && typeof code === "string" && /^\w{1,64}$/u.test(code) ? code : "";
}

/**
 * The JSON object of a 200.
 *
 * @throws Fault `fetch_failed` for another status, `issuer_unusable` without JSON
 */
export function expectOk({ status, body }: Answer): JsonObject {
  if (status !== 200) throw fetchFailed();
  if (!body) throw issuerUnusable();
  return body;
}

/** Whether something is a JSON object. */
export function isObject(value: unknown): value is JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** The JSON object in a text; undefined if it is none. */
export function parseObject(text: string): JsonObject | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return isObject(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

/**
 * An address that may be used: https, or http on this machine.
 *
 * @throws Fault `address_refused`
 */
export function checkAddress(address: string): URL {
  let url: URL | undefined;
  try {
    url = new URL(address);
  } catch {
    // As if it were none.
  }
  // What a URL may not contain is not mended as browsers do, since others would not mend it the same way.
  if (!url || address.length > MAX_ADDRESS || !/^[!-~]+$/u.test(address) || address.includes("#") || address.includes("\\")) throw addressRefused();
  if (url.username !== "" || url.password !== "" || url.hostname === "") throw addressRefused();
  if (url.protocol !== "https:" && !(url.protocol === "http:" && isThisMachine(url.hostname))) throw addressRefused();
  return url;
}

/**
 * Refuses an address that can't be a credential issuer identifier: one with a query, too.
 *
 * @throws Fault `address_refused`
 */
export function checkIdentifier(issuer: string): void {
  checkAddress(issuer);
  if (issuer.includes("?")) throw addressRefused();
}

function isThisMachine(host: string): boolean {
  return host === "localhost" || host === "[::1]" || /^127\.\d+\.\d+\.\d+$/u.test(host);
}
