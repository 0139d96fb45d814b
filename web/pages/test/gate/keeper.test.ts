import "fake-indexeddb/auto";
import { createHash } from "node:crypto";
import { openDB } from "idb";
import { afterEach, expect, test, vi } from "vitest";
import { Keeper } from "../../src/gate/keeper.js";
import { Store, type Settings } from "../../src/gate/store.js";
import { NOW, keyNamed, makeRevocationList, makeRoot, makeTrustList, trust } from "../../../lib/test/world.js";
import { join, uint } from "../../../lib/test/writer.js";

const SETTINGS: Settings = { acceptPaper: true, sound: true, camera: undefined, server: undefined };
const clock = (): number => NOW;
const BUNDLE = join(makeRoot(), makeTrustList(), makeRevocationList());
const newer = makeRevocationList({ 2: uint(8) });

let names = 0;
const open: Keeper[] = [];
afterEach(() => {
  for (const keeper of open.splice(0)) keeper.close();
  vi.restoreAllMocks();
});

function freshName(): string {
  names += 1;
  return `gate-${String(names)}`;
}

async function begun(name: string): Promise<Keeper> {
  const keeper = await Keeper.begin(await Store.open(name), makeRoot(), SETTINGS, clock);
  open.push(keeper);
  await keeper.load(BUNDLE);
  return keeper;
}

async function opened(name: string): Promise<Keeper> {
  const keeper = await Keeper.open(await Store.open(name), clock);
  if (!keeper) throw new Error("no gate was kept");
  open.push(keeper);
  return keeper;
}

/** Writes a record behind everybody's back. */
async function damage(name: string, change: (record: Record<string, unknown>) => unknown): Promise<void> {
  const database = await openDB(name, 1);
  await database.put("gate", change((await database.get("gate", "gate")) as Record<string, unknown>), "gate");
  database.close();
}

const seqOf = (keeper: Keeper): number | undefined => keeper.federation.revocationLists.get("gz")?.seq;

test("what was loaded is there after a restart, with the fingerprint of the first root", async () => {
  const name = freshName();
  const first = await begun(name);
  expect(await first.load(newer)).toEqual({ loaded: 1, refused: [], changed: true });
  await first.choose({ acceptPaper: false, camera: "back" });
  const again = await opened(name);
  expect(seqOf(again)).toBe(8);
  expect(again.settings).toEqual({ ...SETTINGS, acceptPaper: false, camera: "back" });
  expect(again.fingerprint).toBe(createHash("sha256").update(makeRoot()).digest("hex"));
});

test("a refused file changes nothing, and an older list never replaces a newer one", async () => {
  const name = freshName();
  const keeper = await begun(name);
  await keeper.load(newer);
  expect(await keeper.load(makeRevocationList())).toEqual({ loaded: 0, refused: ["rollback"], changed: false });
  expect(await keeper.load(new Uint8Array([1, 2]))).toMatchObject({ loaded: 0, changed: false });
  expect([seqOf(keeper), seqOf(await opened(name))]).toEqual([8, 8]);
});

test("a tab that knows less takes nothing back, and learns what the other wrote", async () => {
  const name = freshName();
  const [one, other] = [await begun(name), await opened(name)];
  const told = new Promise<void>((resolve) => { other.onChange(resolve); });
  await one.load(newer);
  // The other has not heard of it yet, and writes something of its own.
  await other.choose({ sound: false });
  expect([seqOf(other), other.settings.sound]).toEqual([8, false]);
  const kept = await opened(name);
  expect([seqOf(kept), kept.settings.sound]).toEqual([8, false]);
  await told;
});

test("a tab is told of what another tab loaded", async () => {
  const name = freshName();
  const [one, other] = [await begun(name), await opened(name)];
  const told = new Promise<void>((resolve) => { other.onChange(resolve); });
  await one.load(newer);
  await told;
  expect(seqOf(other)).toBe(8);
});

test("a list that can't be written is in force until the page is closed, is told of, and is written with the next change", async () => {
  const name = freshName();
  const keeper = await begun(name);
  const put = vi.spyOn(IDBObjectStore.prototype, "put").mockImplementation(() => {
    throw new DOMException("no space", "QuotaExceededError");
  });
  await expect(keeper.load(newer)).rejects.toMatchObject({ name: "QuotaExceededError" });
  put.mockRestore();
  expect(seqOf(keeper)).toBe(8);
  expect(seqOf(await opened(name))).toBe(7);
  await keeper.choose({ sound: false });
  expect(seqOf(await opened(name))).toBe(8);
});

test("a list is in force also when the database is gone altogether", async () => {
  const store = await Store.open(freshName());
  const keeper = await Keeper.begin(store, makeRoot(), SETTINGS, clock);
  open.push(keeper);
  await keeper.load(BUNDLE);
  vi.spyOn(store, "change").mockRejectedValue(new DOMException("closed", "InvalidStateError"));
  await expect(keeper.load(newer)).rejects.toMatchObject({ name: "InvalidStateError" });
  expect(seqOf(keeper)).toBe(8);
});

test("a tab that could not write goes back to no older list when another tab has written", async () => {
  const name = freshName();
  const [keeper, other] = [await begun(name), await opened(name)];
  const put = vi.spyOn(IDBObjectStore.prototype, "put").mockImplementation(() => {
    throw new DOMException("no space", "QuotaExceededError");
  });
  await expect(keeper.load(newer)).rejects.toThrow();
  put.mockRestore();
  await other.choose({ sound: false });
  await keeper.choose({ camera: "front" });
  const kept = await opened(name);
  expect([seqOf(keeper), seqOf(kept), kept.settings]).toEqual([8, 8, { ...SETTINGS, sound: false, camera: "front" }]);
});

test("what was damaged is told of, and nothing begins anew by itself", async () => {
  type Saved = Record<string, unknown> & { saved: Record<string, unknown> };
  const flipped = (bytes: unknown): Uint8Array => {
    const copy = Uint8Array.from(bytes as Uint8Array);
    copy[copy.length - 1] = (copy.at(-1) ?? 0) ^ 1;
    return copy;
  };
  const damages: ((record: Saved) => unknown)[] = [
    () => "something else",
    () => null,
    (record) => ({ ...record, settings: { acceptPaper: "yes" } }),
    (record) => ({ ...record, federation: "another" }),
    (record) => ({ ...record, saved: null }),
    (record) => ({ ...record, saved: { ...record.saved, timeFloor: "0" } }),
    (record) => ({ ...record, saved: { ...record.saved, root: flipped(record.saved["root"]) } }),
    (record) => ({ ...record, saved: { ...record.saved, trustList: flipped(record.saved["trustList"]) } }),
    (record) => ({ ...record, saved: { ...record.saved, revocationLists: [{}] } }),
    (record) => ({ ...record, saved: { ...record.saved, revocationLists: undefined } }),
  ];
  for (const one of damages) {
    const name = freshName();
    await begun(name);
    await damage(name, (record) => one(record as Saved));
    await expect(opened(name)).rejects.toMatchObject({ reason: "gate_damaged" });
    // Neither does setting up put another in its place, before somebody has removed it.
    await expect(Keeper.begin(await Store.open(name), makeRoot(), SETTINGS, clock)).rejects.toMatchObject({ reason: "gate_exists" });
  }
});

test("a gate that was removed elsewhere is not written again", async () => {
  const name = freshName();
  const [one, other] = [await begun(name), await opened(name)];
  await one.remove();
  await expect(other.load(newer)).rejects.toMatchObject({ reason: "gate_removed" });
  expect(await Keeper.open(await Store.open(name), clock)).toBeUndefined();
});

test("another gate in its place is not mixed with it", async () => {
  const name = freshName();
  const [one, other] = [await begun(name), await opened(name)];
  await one.remove();
  const root = makeRoot({ 3: uint(1_788_220_801) });
  open.push(await Keeper.begin(await Store.open(name), root, SETTINGS, clock));
  await expect(other.load(newer)).rejects.toMatchObject({ reason: "gate_removed" });
});

test("a root that is none begins no gate", async () => {
  await expect(Keeper.begin(await Store.open(freshName()), makeTrustList(), SETTINGS, clock)).rejects.toMatchObject({ reason: "bad_root" });
});

test("a trust list by strangers is refused with its reason", async () => {
  const keeper = await begun(freshName());
  expect(trust).not.toEqual(keyNamed("nobody"));
  expect((await keeper.load(makeTrustList({ 2: uint(6) }, keyNamed("nobody")))).refused).toEqual(["bad_trust_list"]);
});
