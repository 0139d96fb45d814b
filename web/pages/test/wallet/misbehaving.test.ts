/** An issuer that misbehaves, or a network that does, while a strip is fetched: nothing wrong is kept, and nothing is lost. */

import "fake-indexeddb/auto";
import { readCredential } from "huepass";
import { afterEach, beforeEach, expect, test } from "vitest";
import { live, liveCredential, stranger } from "../../../lib/test/world.js";
import { accept, refresh } from "../../src/wallet/refresh.js";
import {
  accepted, closeAll, coded, CREDENTIAL, cut, firstOf, GREEN, HOUR, METADATA, NONCE, perWindow, reasonOf, RED,
  replaced, scene, STEP, TOKEN, without, withMembers, type Reply, type Scene, type Twist,
} from "./fake.js";

let at: Scene;
beforeEach(async () => { at = await scene(); });
afterEach(closeAll);

const run = (id: string) => refresh(at.store, at.client, id);
const kept = (id: string) => at.store.person(id);

const each = (change: (entry: { credential: string }) => unknown): Twist => ({ body, ...reply }: Reply) => ({
  ...reply,
  body: { credentials: (body as { credentials: { credential: string }[] }).credentials.map(change) },
});

test.each<[string, (entry: { credential: string }) => unknown]>([
  ["a key of somebody else", () => ({ credential: coded(liveCredential()) })],
  ["null", () => null],
  ["a null credential", () => ({ credential: null })],
  ["a bare text", ({ credential }) => credential],
  ["padding", ({ credential }) => ({ credential: `${credential}==` })],
  ["another alphabet", ({ credential }) => ({ credential: `+${credential}` })],
  ["a cut credential", ({ credential }) => ({ credential: credential.slice(0, -8) })],
  ["a long credential", () => ({ credential: "A".repeat(2000) })],
  ["an impossible length", () => ({ credential: "AAAAA" })],
  ["nothing in it", () => ({ credential: "" })],
])("%s is discarded, and the keys are asked for again", async (_, change) => {
  at.issuer.twists.set(CREDENTIAL, each(change));
  expect(await reasonOf(accepted(at))).toBe("credentials_denied");
  const person = await firstOf(at);
  expect(person.held).toEqual([]);
  at.issuer.twists.clear();
  expect(Math.min(...perWindow(at, (await run(person.id)).person))).toBe(4); // and one more, to see the colour
  expect(at.issuer.most()).toBeLessThanOrEqual(5);
});

test("a window that it was not asked for is discarded", async () => {
  at.issuer.twists.set(CREDENTIAL, () => {
    const keys = [...at.issuer.minted.keys()].slice(-4).map((which) => which.split(" ")[1] ?? "");
    const entry = (key: string) => at.issuer.sign((at.issuer.windows().at(-1) ?? 0) + STEP, Uint8Array.from(key.split(","), Number), 9);
    return { status: 200, body: { credentials: keys.map((key) => ({ credential: coded(entry(key)) })) } };
  });
  expect(await reasonOf(accepted(at))).toBe("credentials_denied");
  expect((await firstOf(at)).held).toEqual([]);
});

test("a credential that is over is discarded, also by an issuer that announces no windows", async () => {
  at.issuer.announces = false;
  at.issuer.twists.set(CREDENTIAL, each(({ credential }) => {
    const { serial, holderKey = new Uint8Array(32) } = readCredential(new Uint8Array(Buffer.from(credential, "base64url")));
    return { credential: coded(at.issuer.sign(at.issuer.now, holderKey, serial)) };
  }));
  expect(await reasonOf(accepted(at))).toBe("credentials_denied");
  expect((await firstOf(at)).held).toEqual([]);
});

test("the window under another key than it was asked for is discarded", async () => {
  at.issuer.by = stranger;
  const [other = ""] = at.issuer.windows().map((expiry) => at.issuer.identifier(expiry));
  at.issuer.by = live;
  at.issuer.twists.set(TOKEN, withMembers({
    authorization_details: [{ credential_configuration_id: "pass", credential_identifiers: [other] }],
  }));
  expect(await reasonOf(accepted(at))).toBe("credentials_denied");
  expect((await firstOf(at)).held).toEqual([]);
});

test("of several kinds of credentials only the windows of one's own are asked for", async () => {
  const details = (configuration: string, ...windows: number[]) => ({
    credential_configuration_id: configuration,
    credential_identifiers: windows.map((expiry) => at.issuer.identifier(expiry)),
  });
  const [one = 0, ...others] = at.issuer.windows();
  at.issuer.twists.set(TOKEN, withMembers({ authorization_details: [details("other", ...others), details("pass", one)] }));
  expect(perWindow(at, await accepted(at))).toEqual([4, 0, 0, 0, 0]);
});

test("a second credential for the same key is discarded", async () => {
  at.issuer.twists.set(CREDENTIAL, ({ body, ...reply }) => {
    const { credentials } = body as { credentials: unknown[] };
    return { ...reply, body: { credentials: [...credentials, credentials[0]] } };
  });
  const done = await accept(at.store, at.client, await at.client.offer(at.issuer.link()));
  expect([done.added, done.discarded]).toEqual([20, 5]);
});

test("a credential that is missing is asked for again with the same key", async () => {
  at.issuer.once.set(CREDENTIAL, [
    ({ body, ...reply }) => ({ ...reply, body: { credentials: (body as { credentials: unknown[] }).credentials.slice(1) } }),
  ]);
  const person = await accepted(at);
  expect(person.pending.flatMap(({ keys }) => keys)).toHaveLength(1);
  const done = await run(person.id);
  expect(done.person.pending).toEqual([]);
  expect(new Set(done.person.held.map(({ credential }) => coded(credential)))).toEqual(
    new Set([...at.issuer.minted.values()].map(coded)),
  );
});

test("several colours at once are refused", async () => {
  let count = 0;
  at.issuer.twists.set(CREDENTIAL, each(({ credential }) => {
    const own = readCredential(new Uint8Array(Buffer.from(credential, "base64url")));
    at.issuer.colour = ++count % 2 === 0 ? GREEN : RED;
    return { credential: coded(at.issuer.sign(own.exp, own.holderKey ?? new Uint8Array(32), own.serial)) };
  }));
  expect(await reasonOf(accepted(at))).toBe("issuer_unusable");
  expect((await firstOf(at)).held).toEqual([]);
});

test("a nonce that was used up is replaced once", async () => {
  at.issuer.once.set(NONCE, [replaced({ c_nonce: "old" })]);
  expect((await accepted(at)).held).toHaveLength(20);
  at.issuer.twists.set(NONCE, replaced({ c_nonce: "old" }));
  expect(await reasonOf(run((await firstOf(at)).id))).toBe("issuer_refused");
});

test("a colour that changes within a refresh is noticed", async () => {
  at.issuer.once.set(CREDENTIAL, [(reply) => reply, (reply) => {
    at.issuer.colour = RED;
    return reply;
  }]);
  const person = await accepted(at);
  expect(person.colour).toBe(RED);
  expect(perWindow(at, person)).toEqual([4, 4, 4, 4, 4]);
});

test("a colour that never stands still ends the refresh", async () => {
  at.issuer.cap = 1000;
  at.issuer.twists.set(CREDENTIAL, (reply) => {
    at.issuer.colour = at.issuer.colour === RED ? GREEN : RED;
    return reply;
  });
  await accepted(at);
  expect(at.issuer.count(CREDENTIAL)).toBeLessThan(80);
});

test("keys that the issuer refuses are given up, and not more than eight are under way for a window", async () => {
  const { id } = await accepted(at);
  at.issuer.twists.set(CREDENTIAL, cut);
  for (let times = 0; times < 12; times++) {
    at.issuer.now += HOUR / 2;
    expect(await reasonOf(run(id))).toBe("fetch_failed");
  }
  const pending = (await kept(id)).pending;
  for (const { identifier } of pending) {
    const keys = pending.filter((one) => one.identifier === identifier).flatMap((one) => one.keys);
    expect(keys.length).toBeLessThanOrEqual(8);
  }
  at.issuer.twists.set(CREDENTIAL, replaced({ credentials: [] }));
  for (let times = 0; times < 3; times++) await run(id);
  const under = new Map<string | undefined, number>();
  for (const { identifier, keys } of (await kept(id)).pending) under.set(identifier, (under.get(identifier) ?? 0) + keys.length);
  expect(Math.max(...under.values())).toBe(8);
  at.issuer.twists.set(CREDENTIAL, replaced({ error: "invalid_proof" }, 400));
  expect(await reasonOf(run(id))).toBe("issuer_refused");
  expect((await kept(id)).pending).toEqual([]);
});

test("a lost token answer is asked for again with the same token", async () => {
  const { id } = await accepted(at);
  at.issuer.once.set(TOKEN, [cut]);
  expect(await reasonOf(run(id))).toBe("fetch_failed");
  expect((await run(id)).added).toBe(1);
  expect(at.issuer.ended).toBe(false);
});

test("without a refresh token there is one strip", async () => {
  at.issuer.twists.set(TOKEN, without("refresh_token"));
  const { id } = await accepted(at);
  expect(await reasonOf(run(id))).toBe("wallet_ended");
  expect((await kept(id)).held).toHaveLength(20);
});

test("an offer that fails on the way is not lost", async () => {
  at.issuer.twists.set(METADATA, withMembers({ credential_issuer: "https://other.example" }));
  expect(await reasonOf(accepted(at))).toBe("issuer_unusable");
  expect(at.issuer.codeUsed).toBe(false);
});
