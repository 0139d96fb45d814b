/** The service worker, with a site in the place of the network and caches that live as long as a test. */

import { createHash } from "node:crypto";
import { afterEach, beforeEach, expect, test, vi } from "vitest";

const WORKER = "../../worker/worker.ts"; // by a name that isn't followed: it is made for another kind of global scope
const PAGE = "https://gz.example/a/wallet/";
const SCRIPT = "https://gz.example/a/assets/wallet-1.js";

type Site = Map<string, string>;
type Handler = (event: object) => void;
interface Worker {
  /** Whether it could be installed. */
  readonly install: () => Promise<boolean>;
  readonly activate: () => Promise<unknown>;
  readonly message: (data: unknown) => void;
  /** The text that a page gets; "network" if it is left to the browser. */
  readonly open: (url: string, options?: { mode?: string; method?: string }) => Promise<string>;
}

let site: Site;
let online: boolean;
let asked: { url: string; options: RequestInit | undefined }[];
let stores: Map<string, Map<string, Response>>;
let skipped: number;
let broken: boolean;

beforeEach(() => {
  site = new Map([[PAGE, "page 1"], [SCRIPT, "script 1"]]);
  [online, broken, skipped, asked, stores] = [true, false, 0, [], new Map<string, Map<string, Response>>()];
  vi.stubGlobal("fetch", (from: string | { url: string }, options?: RequestInit) => {
    const url = typeof from === "string" ? from : from.url;
    asked.push({ url, options });
    const content = site.get(url.replace(/[?#].*$/su, ""));
    if (!online) return Promise.reject(new TypeError("no network"));
    if (options?.integrity !== undefined && content !== undefined && options.integrity !== hash(content)) {
      return Promise.reject(new TypeError("another file"));
    }
    return Promise.resolve(new Response(content ?? "not here", { status: content === undefined ? 404 : 200 }));
  });
  const cache = (name: string) => {
    const kept = stores.get(name) ?? new Map<string, Response>();
    stores.set(name, kept);
    return { put: (url: string, response: Response) => Promise.resolve(void kept.set(url, response)) };
  };
  vi.stubGlobal("caches", {
    open: (name: string) => Promise.resolve(cache(name)),
    match: (url: string, { cacheName }: { cacheName: string }) =>
      broken ? Promise.reject(new DOMException("", "UnknownError")) : Promise.resolve(stores.get(cacheName)?.get(url)?.clone()),
    keys: () => Promise.resolve([...stores.keys()]),
    delete: (name: string) => Promise.resolve(stores.delete(name)),
  });
});
afterEach(() => { vi.unstubAllGlobals(); });

const hash = (content: string) => `sha256-${createHash("sha256").update(content).digest("base64")}`;

/** The worker of a build of the page that lies at an address. */
async function workerOf(build: Site, page = PAGE): Promise<Worker> {
  const handlers = new Map<string, Handler>();
  vi.stubGlobal("FILES_OF_THE_PAGE", [...build].map(([url, content]) => [url === page ? "./" : url, hash(content)]));
  vi.stubGlobal("self", {
    location: new URL("worker.js", page),
    clients: { claim: () => Promise.resolve() },
    skipWaiting: () => {
      skipped++;
      return Promise.resolve();
    },
    addEventListener: (name: string, handler: Handler) => handlers.set(name, handler),
  });
  vi.resetModules();
  await import(WORKER);
  const sent = (name: string): Promise<unknown> => {
    let work: Promise<unknown> = Promise.reject(new Error("nobody listens"));
    work.catch(() => undefined);
    handlers.get(name)?.({ waitUntil: (promise: Promise<unknown>) => { work = promise; } });
    return work;
  };
  return {
    install: () => sent("install").then(() => true, () => false),
    activate: () => sent("activate"),
    message: (data) => { handlers.get("message")?.({ data }); },
    open: async (url, { mode = "no-cors", method = "GET" } = {}) => {
      let answer: Promise<Response> | undefined;
      handlers.get("fetch")?.({ request: { url, mode, method }, respondWith: (given: Promise<Response>) => { answer = given; } });
      return answer ? (await answer).text() : "network";
    },
  };
}

const navigate = { mode: "navigate" };

test("a page that was kept opens without network, whatever query it is opened with", async () => {
  const worker = await workerOf(site);
  expect(await worker.install()).toBe(true);
  online = false;
  for (const url of [PAGE, `${PAGE}index.html`, `${PAGE}?code=a&state=b`, `${PAGE}#menu`]) expect(await worker.open(url, navigate)).toBe("page 1");
  expect(await worker.open(SCRIPT)).toBe("script 1");
});

test("its files are fetched past every cache, without telling who asks, and with their hashes", async () => {
  await (await workerOf(site)).install();
  for (const { url, options } of asked) {
    expect(options).toEqual({ integrity: hash(site.get(url) ?? ""), cache: "no-cache", credentials: "omit", redirect: "error" });
  }
});

test("all else is left to the browser", async () => {
  const worker = await workerOf(site);
  await worker.install();
  expect(await worker.open("https://gz.example/a/v1/programme")).toBe("network");
  expect(await worker.open("https://gz.example/a/gate/", navigate)).toBe("network");
  expect(await worker.open(PAGE, { method: "HEAD" })).toBe("network");
  expect(await worker.open(PAGE, { method: "POST", mode: "navigate" })).toBe("network");
});

test.each<[string, () => void]>([
  ["is another", () => { site.set(SCRIPT, "something else"); }],
  ["is missing", () => { site.delete(SCRIPT); }],
  ["can't be had", () => { online = false; }],
])("a build of which a file %s is not installed, and the one before goes on", async (_, happens) => {
  const before = await workerOf(site);
  await before.install();
  const build = new Map([[PAGE, "page 2"], [SCRIPT, "script 2"]]);
  site = new Map(build);
  happens();
  expect(await (await workerOf(build)).install()).toBe(false);
  online = false;
  expect(await before.open(PAGE, navigate)).toBe("page 1");
  expect(await before.open(SCRIPT)).toBe("script 1");
});

test("a new build waits until it is asked for, and then forgets the one before", async () => {
  const before = await workerOf(site);
  await before.install();
  site = new Map([[PAGE, "page 2"], [SCRIPT, "script 2"]]);
  const worker = await workerOf(site);
  expect(await worker.install()).toBe(true);
  expect(await before.open(PAGE, navigate)).toBe("page 1");
  worker.message("something");
  expect(skipped).toBe(0);
  worker.message("begin");
  expect(skipped).toBe(1);
  await worker.activate();
  expect(stores.size).toBe(1);
  expect(await worker.open(PAGE, navigate)).toBe("page 2");
});

test("what other pages and other wallets of the site keep stays", async () => {
  const other = "https://gz.example/b/wallet/";
  const elsewhere = await workerOf(new Map([[other, "another city"]]), other);
  site.set(other, "another city");
  await elsewhere.install();
  stores.set("something", new Map());
  const worker = await workerOf(new Map([[PAGE, "page 1"]]));
  await worker.install();
  await worker.activate();
  expect(stores.size).toBe(3);
  online = false;
  expect(await elsewhere.open(other, navigate)).toBe("another city");
});

test("what was thrown away comes from the network if it is the same, and the page also if it is a newer one", async () => {
  const worker = await workerOf(site);
  await worker.install();
  stores.clear();
  expect(await worker.open(SCRIPT)).toBe("script 1");
  site = new Map([[PAGE, "page 2"], [SCRIPT, "poison"]]);
  expect(await worker.open(`${PAGE}?a=b`, navigate)).toBe("page 2");
  await expect(worker.open(SCRIPT)).rejects.toThrow(TypeError);
  online = false;
  await expect(worker.open(PAGE, navigate)).rejects.toThrow(TypeError);
});

test("a browser that can't reach what it keeps asks the network", async () => {
  const worker = await workerOf(site);
  await worker.install();
  broken = true;
  expect(await worker.open(PAGE, navigate)).toBe("page 1");
});
