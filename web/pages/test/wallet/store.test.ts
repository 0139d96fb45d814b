import "fake-indexeddb/auto";
import { forceCloseDatabase } from "fake-indexeddb";
import { writeChallengeText, readChallengeText } from "huepass";
import { openDB } from "idb";
import { afterEach, expect, test, vi } from "vitest";
import { gateWith, outcome } from "../../../lib/test/world.js";
import { Fault } from "../../src/shared/fault.js";
import { makeKey, signerOf } from "../../src/wallet/keys.js";
import { keyName, type Person } from "../../src/wallet/model.js";
import { bringUp, nextProof } from "../../src/wallet/show.js";
import { WalletStore } from "../../src/wallet/store.js";
import { accepted, closeAll, freshStore, HOUR, NOW, reasonOf, scene } from "./fake.js";

afterEach(() => {
  vi.restoreAllMocks();
  vi.unstubAllGlobals();
  vi.resetModules();
  closeAll();
});

const newcomer = (id: string, name = id): Omit<Person, "order"> => ({
  id, name, issuer: "https://gz.example", configuration: "pass", issuerNames: {}, colours: {}, held: [], pending: [],
  refreshedAt: 0, nextRefreshAt: 0, ended: false,
});
const namesIn = async (store: WalletStore) => (await store.persons()).map(({ name }) => name);

test("persons stand in the order in which they came, until they are moved", async () => {
  const store = await freshStore();
  for (const id of ["c", "a", "b"]) await store.add(newcomer(id));
  expect(await namesIn(store)).toEqual(["c", "a", "b"]);
  await store.move("b", 0);
  await store.rename("a", "爸爸");
  expect(await namesIn(store)).toEqual(["b", "c", "爸爸"]);
  await store.add(newcomer("d"));
  await store.remove("c");
  expect(await namesIn(store)).toEqual(["b", "爸爸", "d"]);
  expect(await reasonOf(store.rename("d", "b"))).toBe("holder_exists");
  expect(await reasonOf(() => store.rename("d", "\u202e"))).toBe("name_invalid");
  expect(await reasonOf(store.add(newcomer("x", "b")))).toBe("holder_exists");
  expect(await reasonOf(store.person("c"))).toBe("holder_unknown");
  expect(await reasonOf(store.change("c", (one) => one))).toBe("holder_unknown");
});

test("a change that fails changes nothing, and changes at once lose nothing", async () => {
  const store = await freshStore();
  await store.add(newcomer("a"));
  await expect(store.change("a", () => { throw new RangeError("no"); })).rejects.toThrow(RangeError);
  await Promise.all(Array.from({ length: 20 }, () => store.change("a", (one) => ({ ...one, refreshedAt: one.refreshedAt + 1 }))));
  expect((await store.person("a")).refreshedAt).toBe(20);
});

test("a full disk is told, and nothing is half written", async () => {
  const store = await freshStore();
  await store.add(newcomer("a"));
  const put = vi.spyOn(IDBObjectStore.prototype, "put").mockImplementation(() => {
    throw new DOMException("", "QuotaExceededError");
  });
  expect(await reasonOf(store.change("a", (one) => ({ ...one, refreshedAt: 7 })))).toBe("storage_full");
  expect(await reasonOf(store.move("a", 0))).toBe("storage_full");
  expect(await reasonOf(store.checkRoom())).toBe("storage_full");
  put.mockRestore();
  expect((await store.person("a")).refreshedAt).toBe(0);
});

test("a disk that gets full in the middle leaves all as it was", async () => {
  const store = await freshStore();
  for (const id of ["a", "b", "c"]) await store.add(newcomer(id));
  // eslint-disable-next-line @typescript-eslint/unbound-method -- it is called with its object below
  const { put } = IDBObjectStore.prototype;
  let puts = 0;
  vi.spyOn(IDBObjectStore.prototype, "put").mockImplementation(function (this: IDBObjectStore, ...given) {
    if (++puts > 2) throw new DOMException("", "QuotaExceededError");
    return put.apply(this, given);
  });
  expect(await reasonOf(store.move("c", 0))).toBe("storage_full");
  expect(puts).toBeGreaterThan(2);
  expect(await namesIn(store)).toEqual(["a", "b", "c"]);
});

test("what is written is on the disk, and not only on its way there", async () => {
  const store = await freshStore();
  const begun = vi.spyOn(IDBDatabase.prototype, "transaction");
  await store.add(newcomer("a"));
  await store.change("a", (one) => one);
  expect(begun.mock.calls.map(([, mode, options]) => [mode, options])).toEqual(
    Array.from({ length: 2 }, () => ["readwrite", { durability: "strict" }]),
  );
});

test("a full disk does not use up an offer", async () => {
  const at = await scene();
  vi.spyOn(IDBObjectStore.prototype, "put").mockImplementation(() => { throw new DOMException("", "QuotaExceededError"); });
  expect(await reasonOf(accepted(at))).toBe("storage_full");
  expect(at.issuer.codeUsed).toBe(false);
});

test("settings are remembered until they are forgotten", async () => {
  const store = await freshStore();
  await store.set("last", "a");
  expect(await store.get("last")).toBe("a");
  await store.set("last", undefined);
  expect(await store.get("last")).toBeUndefined();
});

test("changes are told, here and in other tabs", async () => {
  const here = await WalletStore.open({ name: "tabs" });
  const there = await WalletStore.open({ name: "tabs" });
  let told = 0;
  here.onChange(() => { told++; });
  await here.add(newcomer("a"));
  expect(told).toBe(1);
  const heard = new Promise<void>((resolve) => { here.onChange(resolve); });
  await there.rename("a", "b");
  await heard;
  expect(await namesIn(here)).toEqual(["b"]);
  here.close();
  there.close();
});

test("a newer page in another tab is let in, and this one says so; an older page says so at once", async () => {
  const store = await WalletStore.open({ name: "versions" });
  const newer = await openDB("versions", 2);
  expect(await reasonOf(store.persons())).toBe("wallet_newer");
  expect(await reasonOf(WalletStore.open({ name: "versions" }))).toBe("wallet_newer");
  newer.close();
  store.close();
});

test("a database that the browser took away is opened again", async () => {
  const opened = vi.spyOn(indexedDB, "open");
  const store = await freshStore();
  await store.add(newcomer("a"));
  const request = opened.mock.results[0]?.value as IDBOpenDBRequest;
  // What it takes is typed as the class of a database, and means one.
  forceCloseDatabase(request.result as unknown as Parameters<typeof forceCloseDatabase>[0]);
  expect(await namesIn(store)).toEqual(["a"]);
  await store.rename("a", "b");
  const newer = await openDB(request.result.name, 2); // the new connection gives way, too
  expect(await reasonOf(store.persons())).toBe("wallet_newer");
  newer.close();
});

test("a browser without a database says so", async () => {
  vi.spyOn(indexedDB, "open").mockImplementation(() => { throw new DOMException("", "SecurityError"); });
  expect(await reasonOf(WalletStore.open({ name: "none" }))).toBe("storage_unavailable");
});

test("one refresh at a time: a second waits, and gives up", async () => {
  const store = await freshStore(0.02);
  let end: () => void = () => undefined;
  const first = store.refreshing(() => new Promise<void>((resolve) => { end = resolve; }));
  let done = 0;
  expect(await reasonOf(store.refreshing(() => Promise.resolve(done++)))).toBe("wallet_busy");
  end();
  await first;
  expect(await store.refreshing(() => Promise.resolve("mine"))).toBe("mine");
  expect(done).toBe(0); // what was given up is not done later
});

test("tabs take turns by a lock, where the browser has such", async () => {
  const store = await freshStore(0.02);
  let taken = false;
  const names: string[] = [];
  vi.stubGlobal("navigator", { locks: { request: async (name: string, { signal }: LockOptions, work: () => Promise<unknown>) => {
    names.push(name);
    if (taken) await new Promise((_, reject) => { signal?.addEventListener("abort", () => { reject(new DOMException("", "AbortError")); }); });
    return work();
  } } });
  expect(await store.refreshing(() => Promise.resolve("mine"))).toBe("mine");
  expect(await reasonOf(store.refreshing(() => Promise.reject(new Fault("x", { zh: "", en: "" }, { zh: "", en: "" }))))).toBe("x");
  taken = true;
  expect(await reasonOf(store.refreshing(() => Promise.resolve()))).toBe("wallet_busy");
  expect(names[0]).toMatch(/^wallet-.*-refresh$/u);
  expect(new Set(names).size).toBe(1);
});

test.each<[string, () => void]>([
  ["makes none of that kind", () => { vi.spyOn(crypto.subtle, "generateKey").mockRejectedValue(new DOMException("", "NotSupportedError")); }],
  ["signs wrongly", () => { vi.spyOn(crypto.subtle, "sign").mockResolvedValue(new ArrayBuffer(64)); }],
  ["can't store such keys", () => {
    vi.spyOn(IDBObjectStore.prototype, "put").mockImplementation(() => { throw new DOMException("", "DataCloneError"); });
  }],
  ["stores something else", () => { vi.spyOn(IDBObjectStore.prototype, "get").mockImplementation(function (this: IDBObjectStore) { return this.count(); }); }],
])("a browser that %s gets keys as bytes", async (_, happens) => {
  vi.resetModules();
  const fresh = await import("../../src/wallet/keys.js");
  happens();
  expect([await fresh.canKeepKeys(), (await fresh.makeKey()).kind]).toEqual([false, "noble"]);
  expect((await indexedDB.databases()).filter(({ name }) => name?.includes("try"))).toEqual([]);
});

test("keys that nobody can read are made where the browser can, and kept", async () => {
  const key = await makeKey();
  expect(key.kind).toBe("webcrypto");
  expect("privateKey" in key && key.privateKey.extractable).toBe(false);
});

test.each(["webcrypto", "noble"])("a gate says pass to a code by %s keys, with and without its challenge, also a day later", async (kind) => {
  vi.resetModules();
  if (kind === "noble") vi.spyOn(crypto.subtle, "generateKey").mockRejectedValue(new DOMException("", "NotSupportedError"));
  const fresh = await import("./fake.js");
  const at = await fresh.scene();
  const person = await fresh.accepted(at);
  expect(new Set(person.held.map(({ key }) => key.kind))).toEqual(new Set([kind]));
  const shown = await bringUp(at.store, person.id, NOW);
  expect(outcome(gateWith(), await shown.text(NOW))).toBe("pass");
  const challenge = readChallengeText(writeChallengeText(new Uint8Array(16).fill(7)));
  expect(await shown.text(NOW, challenge)).not.toBe(await shown.text(NOW));
  expect(shown.worksUntil).toBeGreaterThan(NOW + 24 * HOUR);
  expect((await bringUp(at.store, person.id, NOW + 24 * HOUR)).repeated).toBe(false);
  fresh.closeAll();
});

test("each time another credential, all before one again, and this is known after a restart", async () => {
  const at = await scene();
  const { id } = await accepted(at);
  const seen: string[] = [];
  for (let times = 0; times < 5; times++) {
    const shown = await bringUp(at.store, id, NOW);
    expect([shown.repeated, shown.left]).toEqual([times === 4, Math.max(0, 3 - times)]);
    seen.push(keyName(shown.held.key));
  }
  expect(new Set(seen.slice(0, 4)).size).toBe(4);
  expect(seen[4]).toBe(seen[0]);
  expect(await reasonOf(bringUp(at.store, "nobody", NOW))).toBe("holder_unknown");
  expect(await reasonOf(bringUp(at.store, id, NOW + 48 * HOUR))).toBe("strip_ended");
});

test("proofs are due when their ten seconds begin", () => {
  expect([NOW, NOW + 9, NOW + 10].map(nextProof)).toEqual([NOW + 10, NOW + 10, NOW + 20]);
});

test("both kinds of keys sign the same way", async () => {
  const key = await makeKey();
  expect((await signerOf(key).sign(new Uint8Array(3))).length).toBe(64);
});
