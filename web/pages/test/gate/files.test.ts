import { createHash } from "node:crypto";
import { MAX_BUNDLE_BYTES, firstState } from "huepass";
import { expect, test } from "vitest";
import { loadFiles, openFiles } from "../../src/gate/files.js";
import { firstRoot, groups } from "../../src/gate/fingerprint.js";
import { loadedInto, type Taken } from "../../src/gate/keeper.js";
import { NOW, makeRevocationList, makeRoot, makeTrustList, root } from "../../../lib/test/world.js";
import { join, uint } from "../../../lib/test/writer.js";

const ROOT = makeRoot();
const SECOND = makeRoot({ 2: uint(2) }, root);

/** Takes files into a gate that has its first root only. */
function taker(): { load: (file: Uint8Array) => Promise<Taken>; lists: () => number } {
  let state = firstState(ROOT);
  return {
    load: (file) => {
      const { federation, ...taken } = loadedInto(state, file, NOW);
      const changed = federation !== state;
      state = federation;
      return Promise.resolve({ ...taken, changed });
    },
    lists: () => state.revocationLists.size,
  };
}

test("files find their places in whatever order they are opened", async () => {
  const [list, trust] = [{ name: "gz.cbor", bytes: makeRevocationList() }, { name: "trust-list.cbor", bytes: makeTrustList() }];
  for (const files of [[list, trust], [trust, list]]) {
    const { load, lists } = taker();
    const loaded = await loadFiles(files, load);
    expect(loaded.map(({ name, loaded: count, faults }) => [name, count, faults.length])).toEqual(files.map(({ name }) => [name, 1, 0]));
    expect(lists()).toBe(1);
  }
});

test("a file that is refused says why, and the others are loaded", async () => {
  const { load, lists } = taker();
  const files = [{ name: "photo.jpg", bytes: new Uint8Array([255, 216]) }, { name: "all.cbor", bytes: join(ROOT, makeTrustList(), makeRevocationList()) }];
  const [photo, all] = await loadFiles(files, load);
  expect([photo?.loaded, photo?.faults.map(({ reason }) => reason)]).toEqual([0, ["bad_cbor"]]);
  expect([all?.loaded, all?.faults, lists()]).toEqual([3, [], 1]);
});

test("a gate that can't write says so for the file", async () => {
  const [file] = await loadFiles([{ name: "a", bytes: ROOT }], () => Promise.reject(new DOMException("", "QuotaExceededError")));
  expect(file?.faults.map(({ reason }) => reason)).toEqual(["storage_full"]);
});

test("the first root is found as a file or at the head of a bundle, the earliest of several", async () => {
  const fingerprint = createHash("sha256").update(ROOT).digest("hex");
  for (const files of [[ROOT], [join(ROOT, SECOND, makeTrustList())], [makeTrustList(), SECOND, ROOT]]) {
    expect(await firstRoot(files)).toMatchObject({ federation: "example", version: 1, fingerprint });
  }
  expect(await firstRoot([makeTrustList(), new Uint8Array(0), new Uint8Array([0xff])])).toBeUndefined();
  expect(await firstRoot([join(makeTrustList(), ROOT)])).toBeUndefined();
});

test("a fingerprint is read aloud in groups of four", () => {
  expect(groups("0123456789ab")).toEqual(["0123", "4567", "89ab"]);
});

test("files are opened with their names", async () => {
  const [opened] = await openFiles([new File([new Uint8Array([1, 2, 3])], "a.cbor")]);
  expect([opened?.name, [...(opened?.bytes ?? [])]]).toEqual(["a.cbor", [1, 2, 3]]);
});

test("a file that is too large for a bundle is refused before it is read", async () => {
  const file = new File([], "film.mp4");
  Object.defineProperty(file, "size", { value: MAX_BUNDLE_BYTES + 1 });
  await expect(openFiles([file])).rejects.toMatchObject({ reason: "too_large" });
});
