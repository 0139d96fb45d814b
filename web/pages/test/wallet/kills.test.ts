/** A wallet that is killed at any moment has lost nothing when it starts again. */

import "fake-indexeddb/auto";
import { afterEach, expect, test } from "vitest";
import { Network } from "../../src/wallet/network.js";
import { IssuerClient } from "../../src/wallet/protocol.js";
import { refresh } from "../../src/wallet/refresh.js";
import { bringUp } from "../../src/wallet/show.js";
import type { WalletStore } from "../../src/wallet/store.js";
import { accepted, closeAll, coded, FakeIssuer, HOUR, RED, scene, type Scene } from "./fake.js";

afterEach(closeAll);

class Killed extends Error {}

/** The same wallet, until step `at`: before or after a write, before or after a request. From then on nothing works. */
function mortal({ store, issuer }: Scene, at: number): { store: WalletStore; client: IssuerClient; dead: () => boolean } {
  let steps = 0;
  const step = () => {
    if (++steps >= at) throw new Killed();
  };
  const around = async <T>(work: () => Promise<T>): Promise<T> => {
    step();
    const done = await work();
    step();
    return done;
  };
  const dying = new Proxy(store, {
    get(target, name: keyof WalletStore) {
      if (name === "change") return (...given: Parameters<WalletStore["change"]>) => around(() => target.change(...given));
      const found: unknown = Reflect.get(target, name);
      return typeof found === "function" ? (found.bind(target) as unknown) : found;
    },
  });
  const network = new Network({ fetch: (...given) => around(() => issuer.fetch(...given)), allowed: () => true });
  return { store: dying, client: new IssuerClient(network, () => issuer.now), dead: () => steps >= at };
}

test.each([
  ["the colour changes", { colour: RED, cap: 8 }],
  ["a colour changes that changed back meanwhile", { colourState: "second", cap: 16 }],
])("killed at every step of a refresh in which %s, its tokens go on to work and no credential is lost", async (_, change) => {
  let kills = 0;
  for (let at = 1; ; at++) {
    const issuer = new FakeIssuer();
    issuer.ahead = 7 * HOUR;
    const alive = await scene(issuer);
    const { id } = await accepted(alive);
    Object.assign(issuer, { ...change, now: issuer.now + 6 * HOUR });
    const before = new Set(issuer.minted.values());
    const dying = mortal(alive, at);
    await refresh(dying.store, dying.client, id).catch(() => undefined);
    const { person } = await refresh(alive.store, alive.client, id);
    expect(person.colour).toBe(issuer.colour);
    expect(new Set(person.held.map(({ expiry }) => expiry))).toEqual(new Set(issuer.windows()));
    const held = person.held.map(({ credential }) => coded(credential)).sort();
    const fresh = [...issuer.minted.values()].filter((one) => !before.has(one)).map(coded).sort();
    // Of what was under way when the state of the colour changed, nobody knows whether it is revoked.
    if ("colour" in change) expect(held).toEqual(fresh);
    else expect(fresh).toEqual(expect.arrayContaining(held));
    expect(person.pending).toEqual([]);
    expect(issuer.most()).toBeLessThanOrEqual(issuer.cap);
    expect(issuer.ended).toBe(false);
    closeAll();
    if (!dying.dead()) break;
    kills++;
  }
  expect(kills).toBeGreaterThan(20);
});

test("killed at every step of bringing up, another credential is shown the next time", async () => {
  const alive = await scene();
  const { id } = await accepted(alive);
  for (const at of [1, 2]) {
    const { store } = mortal(alive, at);
    await expect(bringUp(store, id, alive.issuer.now)).rejects.toThrow(Killed);
  }
  const shown = await bringUp(alive.store, id, alive.issuer.now);
  expect(shown.repeated).toBe(false);
  const counts = (await alive.store.person(id)).held.map((one) => one.shown);
  expect(Math.max(...counts)).toBe(1);
  expect(counts.filter((count) => count === 1)).toHaveLength(2); // the one that was written, and this
});
