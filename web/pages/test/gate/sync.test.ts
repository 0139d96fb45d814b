import { MAX_DOCUMENT_BYTES } from "huepass";
import { afterEach, expect, test, vi } from "vitest";
import { allows } from "../../src/shared/allowed.js";
import { loadedInto, type Taken } from "../../src/gate/keeper.js";
import { fetched, sync, type Surroundings } from "../../src/gate/sync.js";
import { NOW, federation, issuer, makeRevocationList, makeRoot, makeTrustList, stranger } from "../../../lib/test/world.js";
import { array, text, uint } from "../../../lib/test/writer.js";

const SERVER = "https://pass.example/base";
const LIST = "https://gz.example/revoked.cbor";
const TRUST = makeTrustList({ 2: uint(6) });
const NEWER = makeRevocationList({ 2: uint(8) });

type Answer = Uint8Array | Response | Error;

const good = (): Record<string, Answer> => ({
  [`${SERVER}/federation/roots.cbor`]: makeRoot(),
  [`${SERVER}/federation/trust-list.cbor`]: TRUST,
  [LIST]: NEWER,
});

/** A gate with everything in force, and a network that answers so; what is not named is not there. */
function around(answers: Record<string, Answer>, allowed: (url: URL) => boolean = () => true) {
  let state = federation();
  const asked: [string, RequestInit | undefined][] = [];
  const surroundings: Surroundings = {
    fetch: (address, options) => {
      const url = address instanceof Request ? address.url : String(address);
      asked.push([url, options]);
      const answer = answers[url] ?? new Response("none", { status: 404 });
      if (answer instanceof Error) return Promise.reject(answer);
      return Promise.resolve(answer instanceof Response ? answer : new Response(new Uint8Array(answer)));
    },
    load: (file): Promise<Taken> => {
      const { federation: next, ...taken } = loadedInto(state, file, NOW);
      const changed = next !== state;
      state = next;
      return Promise.resolve({ ...taken, changed });
    },
    trustList: () => state.trustList,
    allowed,
  };
  return { surroundings, asked, state: () => state };
}

const outcomes = (files: Awaited<ReturnType<typeof sync>>): (string | undefined)[][] =>
  files.map(({ kind, issuer: of, outcome, fault }) => [kind, ...(of ? [of.id] : []), outcome, ...(fault ? [fault.reason] : [])]);

afterEach(() => { vi.useRealTimers(); });

test("roots, trust list and each issuer's list are fetched, and told apart by what is new", async () => {
  const { surroundings, asked, state } = around(good());
  expect(outcomes(await sync(SERVER, surroundings))).toEqual([
    ["root", "unchanged"],
    ["trust-list", "loaded"],
    ["revocation-list", "gz", "loaded"],
  ]);
  expect([state().trustList?.seq, state().revocationLists.get("gz")?.seq]).toEqual([6, 8]);
  expect(outcomes(await sync(SERVER, surroundings)).map((one) => one.at(-1))).toEqual(["unchanged", "unchanged", "unchanged"]);
  for (const [, options] of asked) {
    expect(options).toMatchObject({ credentials: "omit", redirect: "error", referrerPolicy: "no-referrer", cache: "no-cache" });
  }
});

test("each file stands for itself", async () => {
  const roots = around({ ...good(), [`${SERVER}/federation/roots.cbor`]: new TypeError("no network") });
  expect(outcomes(await sync(SERVER, roots.surroundings))[0]).toEqual(["root", "failed", "fetch_failed"]);
  expect(roots.state().revocationLists.get("gz")?.seq).toBe(8);
  const list = around({ ...good(), [LIST]: new Response("gone", { status: 500 }) });
  expect(outcomes(await sync(SERVER, list.surroundings)).at(-1)).toEqual(["revocation-list", "gz", "failed", "fetch_failed"]);
  expect(list.state().trustList?.seq).toBe(6);
});

test("what is refused leaves what was there, and says why", async () => {
  const { surroundings, state } = around({
    ...good(),
    [`${SERVER}/federation/trust-list.cbor`]: makeTrustList({ 2: uint(9) }, stranger),
    [LIST]: makeRevocationList({ 2: uint(3) }),
  });
  expect(outcomes(await sync(SERVER, surroundings)).slice(1)).toEqual([
    ["trust-list", "failed", "bad_trust_list"],
    ["revocation-list", "gz", "failed", "rollback"],
  ]);
  expect([state().trustList?.seq, state().revocationLists.get("gz")?.seq]).toEqual([5, 7]);
});

test("a page in the place of a list is the sign-in of some network, and not loaded", async () => {
  const page = new Response("<p>Welcome", { headers: { "Content-Type": "text/html; charset=utf-8" } });
  const { surroundings } = around({ ...good(), [LIST]: page });
  expect(outcomes(await sync(SERVER, surroundings)).at(-1)?.at(-1)).toBe("fetch_failed");
});

test("an answer without end is read no further than the limit", async () => {
  let sent = 0;
  const limit = MAX_DOCUMENT_BYTES["trust-list"];
  const endless = new ReadableStream({
    pull: (controller) => {
      sent += limit;
      controller.enqueue(new Uint8Array(limit));
      if (sent > 32 * limit) controller.close(); // so that who reads on is told
    },
  });
  await expect(fetched(new URL(LIST), limit, () => Promise.resolve(new Response(endless)))).rejects.toMatchObject({ reason: "fetch_failed" });
  expect(sent).toBeLessThan(8 * limit);
});

test("a server that falls silent is given up", async () => {
  vi.useFakeTimers();
  const get: typeof fetch = (_url, options) => {
    const body = new ReadableStream({
      start: (controller) => {
        controller.enqueue(new Uint8Array(10));
        options?.signal?.addEventListener("abort", () => { controller.error(new DOMException("", "AbortError")); });
      },
    });
    return Promise.resolve(new Response(body));
  };
  const failed = expect(fetched(new URL(LIST), 1000, get)).rejects.toMatchObject({ reason: "fetch_failed" });
  await vi.advanceTimersByTimeAsync(21_000);
  await failed;
});

test("a server that never answers is given up", async () => {
  vi.useFakeTimers();
  const get: typeof fetch = (_url, options) =>
    new Promise((_resolve, reject) => {
      options?.signal?.addEventListener("abort", () => { reject(new DOMException("", "AbortError")); });
    });
  let ended = false;
  const failed = expect(fetched(new URL(LIST), 1000, get).finally(() => { ended = true; })).rejects.toMatchObject({ reason: "fetch_failed" });
  await vi.advanceTimersByTimeAsync(21_000);
  expect(ended).toBe(true);
  await failed;
});

test("an address that is none, or that the page may not reach, is not asked for", async () => {
  for (const [url, reason] of [["javascript:alert(1)", "fetch_failed"], ["nowhere", "fetch_failed"], [LIST, "issuer_elsewhere"]] as const) {
    const trustList = makeTrustList({ 2: uint(6), 5: array(issuer({ 5: text(url) })) });
    const { surroundings, asked } = around(
      { ...good(), [`${SERVER}/federation/trust-list.cbor`]: trustList },
      ({ origin }) => origin === "https://pass.example",
    );
    expect(outcomes(await sync(SERVER, surroundings)).at(-1)).toEqual(["revocation-list", "gz", "failed", reason]);
    expect(asked.map(([address]) => address)).not.toContain(url);
  }
});

test("the page's policy says which addresses it may reach", () => {
  const policy = "default-src 'none'; connect-src 'self' https://gz.example; img-src 'self'";
  const asks = (url: string, of: string | undefined = policy): boolean => allows(of, "https://pass.example", new URL(url));
  expect([asks("https://pass.example/x"), asks("https://gz.example/y"), asks("https://other.example/")]).toEqual([true, true, false]);
  expect(asks("http://gz.example/")).toBe(false);
  expect(allows(undefined, "https://pass.example", new URL("https://other.example/"))).toBe(true);
});
