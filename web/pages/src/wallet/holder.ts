/**
 * What a wallet asks its issuer besides codes: about the person, and for the person.
 *
 * Access tokens are asked for when they are needed and kept in memory only. All that an issuer says is somebody else's text:
 * it is shown as plain text, and never longer than expected.
 */

import { Fault } from "../shared/fault.js";
import { fetchFailed, issuerRefused, issuerUnusable, Refused, walletEnded } from "./faults.js";
import { isObject, type Answer, type Carried, type JsonObject, type Network } from "./network.js";
import { plain } from "./words.js";

const MAX_CURSOR = 2000; // characters
const MAX_DETAIL = 300;
const MAX_TITLE = 200;
const MAX_FIELDS = 50;
const MAX_PAGES = 200;

/**
 * Asks one issuer about the person whose wallet this is.
 *
 * All methods take a path under `/v1/holder`, percent-encoded, and throw the faults `fetch_failed`, `issuer_unusable`,
 * `wallet_ended`, the issuer's own reasons ({@link Refused}), and `issuer_refused` if it gives none. What types they answer
 * with is what the issuer's API says; it isn't looked at here.
 */
export class Myself {
  readonly #network: Network;
  readonly #issuer: string;
  readonly #renew: () => Promise<string>;
  #access: Promise<string>;
  /** What was sent last and may not have been answered. */
  #open: Sending | undefined;

  /**
   * @param issuer - the credential issuer identifier
   * @param access - an access token
   * @param renew - gets another one
   */
  constructor(network: Network, issuer: string, access: string, renew: () => Promise<string>) {
    this.#network = network;
    this.#issuer = issuer;
    this.#access = Promise.resolve(access);
    this.#renew = renew;
  }

  // Answers are of the types that the API's description has.

  /** Fetches something. */
  async get<T = JsonObject>(path: string, query: Readonly<Record<string, string>> = {}): Promise<T> {
    return contentOf(await this.#asked((url, bearer) => this.#network.get(url, { bearer }), path, query)) as T;
  }

  /** Sends something. */
  async post<T = JsonObject>(path: string, json?: unknown): Promise<T> {
    return contentOf(await this.#posted(path, { json })) as T;
  }

  /** Sends a file, which says its own type. */
  async upload<T = JsonObject>(path: string, file: Blob): Promise<T> {
    return contentOf(await this.#posted(path, { file })) as T;
  }

  /** Ends something. */
  async delete(path: string): Promise<void> {
    const answer = await this.#asked((url, bearer) => this.#network.delete(url, { bearer }), path);
    if (answer.status !== 204) contentOf(answer);
  }

  /**
   * Fetches a file.
   *
   * @param accept - its type, one of `FILE_TYPES`
   */
  async download(path: string, accept: string): Promise<Blob> {
    return fileOf(await this.#asked((url, bearer) => this.#network.get(url, { bearer, accept }), path));
  }

  /** Has a file made, and fetches it; as {@link download}. */
  async sheet(path: string, accept: string): Promise<Blob> {
    return fileOf(await this.#posted(path, { accept }));
  }

  /** The entries of a list, page by page. */
  async *every<T = JsonObject>(path: string, query: Readonly<Record<string, string>> = {}): AsyncGenerator<T, void> {
    yield* everyOf<T>((asked) => this.get(path, asked), query);
  }

  /**
   * A request that creates something, which is done once: asked once more if the answer is lost, and under the same name
   * if the same is sent again since no answer came.
   */
  async #posted(path: string, carried: Carried): Promise<Answer> {
    const what = `${path} ${JSON.stringify(carried.json)}`;
    const again = this.#open?.what === what && this.#open.file === carried.file ? this.#open : undefined;
    const sending = again ?? { what, file: carried.file, key: crypto.randomUUID() };
    this.#open = sending;
    const send: Asking = (url, bearer) => onceMore(() => this.#network.post(url, { ...carried, bearer, key: sending.key }));
    const answer = await this.#asked(send, path);
    if (answer.status < 500 && this.#open === sending) this.#open = undefined;
    return answer;
  }

  /** Asks, and once more with a new token if the old one is over. */
  async #asked(ask: Asking, path: string, query: Readonly<Record<string, string>> = {}): Promise<Answer> {
    const url = apiAddress(this.#issuer, `/v1/holder${path}`, query);
    const access = this.#access;
    const answer = await ask(url, await access);
    if (answer.status !== 401) return answer;
    if (this.#access === access) this.#access = this.#renew(); // unless somebody else has renewed it meanwhile
    const renewed = this.#access;
    const bearer = await renewed.catch((error: unknown) => {
      if (this.#access === renewed) this.#access = access; // the next time it may be had
      throw error;
    });
    const again = await ask(url, bearer);
    if (again.status === 401) throw walletEnded();
    return again;
  }
}

type Asking = (url: string, bearer: string) => Promise<Answer>;

/** A request that creates something, and its name. */
interface Sending {
  readonly what: string;
  readonly file: Blob | undefined;
  readonly key: string;
}

/**
 * The entries of a list, page by page.
 *
 * @param ask - fetches a page
 * @throws Fault `issuer_unusable` if it is none, or has no end; and whatever `ask` throws
 */
export async function* everyOf<T>(
  ask: (query: Readonly<Record<string, string>>) => Promise<JsonObject>,
  query: Readonly<Record<string, string>> = {},
): AsyncGenerator<T, void> {
  let asked = query;
  for (let pages = 0; pages < MAX_PAGES; pages++) {
    const { items, next } = await ask(asked);
    if (!Array.isArray(items) || !items.every(isObject)) throw issuerUnusable();
    for (const item of items) yield item as T; // as the API's description has it
    if (next === null || next === undefined) return;
    if (typeof next !== "string" || next.length > MAX_CURSOR) throw issuerUnusable();
    asked = { ...query, cursor: next };
  }
  throw issuerUnusable();
}

/** Asks once more if the network fails. What is asked must be such that twice does no harm. */
export async function onceMore<T>(ask: () => Promise<T>): Promise<T> {
  try {
    return await ask();
  } catch (error) {
    if (error instanceof Fault && error.reason === "fetch_failed") return ask();
    throw error;
  }
}

/** An address of an issuer's API. */
export function apiAddress(issuer: string, path: string, query: Readonly<Record<string, string>> = {}): string {
  const asked = new URLSearchParams(query).toString();
  return `${issuer.replace(/\/+$/u, "")}${path}${asked === "" ? "" : `?${asked}`}`;
}

/**
 * What an issuer answers, as JSON.
 *
 * @throws Fault `fetch_failed`, `issuer_unusable`, `issuer_refused`, {@link Refused}
 */
export function contentOf({ status, body }: Answer): JsonObject {
  if (status === 200 || status === 201) {
    if (!body) throw issuerUnusable();
    return body;
  }
  const refused = status >= 400 && status !== 429 && body ? refusalIn(status, body) : undefined;
  if (refused) throw refused;
  throw status >= 400 && status < 500 && status !== 429 ? issuerRefused() : fetchFailed();
}

function fileOf(answer: Answer): Blob {
  if (answer.file) return answer.file;
  contentOf(answer);
  throw issuerUnusable();
}

/** The problem document that an answer is; undefined if it is none. */
function refusalIn(status: number, body: JsonObject): Refused | undefined {
  const { reason, title, title_zh: titleZh, detail, fields } = body;
  if (typeof reason !== "string" || !/^[a-z0-9_]{1,64}$/u.test(reason) || typeof title !== "string") return undefined;
  const en = plain(title, MAX_TITLE);
  const zh = typeof titleZh === "string" ? plain(titleZh, MAX_TITLE) : en;
  const helps = typeof detail === "string" ? plain(detail, MAX_DETAIL) : "";
  const advice = {
    // What helps is for programs first, and in English mostly.
    zh: /\p{Script=Han}/u.test(helps) ? helps : "请核对后重试；如有疑问，请联系签发方。",
    en: helps || "Check it and try again; if in doubt, ask the issuer.",
  };
  return new Refused(reason, { zh, en }, advice, { status, detail: helps, fields: fieldsIn(fields) });
}

function fieldsIn(fields: unknown): { field: string; fault: string }[] {
  if (!Array.isArray(fields)) return [];
  return (fields as unknown[]).slice(0, MAX_FIELDS).flatMap((one) => {
    const { field, fault } = isObject(one) ? one : {};
    return typeof field === "string" && typeof fault === "string"
      ? [{ field: plain(field, MAX_TITLE), fault: plain(fault, MAX_TITLE) }]
      : [];
  });
}
