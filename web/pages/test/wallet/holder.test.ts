import "fake-indexeddb/auto";
import { afterEach, beforeEach, expect, test } from "vitest";
import { Refused } from "../../src/wallet/faults.js";
import type { Myself } from "../../src/wallet/holder.js";
import { refresh, signedIn } from "../../src/wallet/refresh.js";
import { applyTo, begin, divisions, linkIn, programme, recovery } from "../../src/wallet/registration.js";
import { accepted, closeAll, cut, ISSUER, reasonOf, scene, TOKEN, type Reply, type Scene, type Twist } from "./fake.js";

const ME = "/v1/holder";
let at: Scene;
let id: string;
let me: Myself;
beforeEach(async () => {
  at = await scene();
  ({ id } = await accepted(at));
  me = await signedIn(at.store, at.client, id);
});
afterEach(closeAll);

const says = (path: string, reply: Reply, ...once: Twist[]) => {
  at.issuer.once.set(path, once);
  at.issuer.twists.set(path, () => reply);
};
const keysOf = (path: string) => at.issuer.asked.filter((one) => one.path === path).map(({ headers }) => headers.get("Idempotency-Key"));

test("it asks with new tokens, and keeps the wallet good", async () => {
  says(ME, { status: 200, body: { colour: "green" } });
  expect(await me.get("")).toEqual({ colour: "green" });
  expect((await at.store.person(id)).refreshToken).toBe("refresh-2");
  expect((await refresh(at.store, at.client, id)).added).toBe(1);
});

test("a token that is over is renewed once; a wallet whose new one is refused has ended", async () => {
  says(ME, { status: 200, body: { colour: "green" } }, () => ({ status: 401, body: {} }));
  expect(await me.get("")).toEqual({ colour: "green" });
  says(ME, { status: 401, body: {} });
  expect(await reasonOf(me.get(""))).toBe("wallet_ended");
  at.issuer.ended = true;
  expect(await reasonOf(me.get(""))).toBe("wallet_ended");
  expect((await at.store.person(id)).ended).toBe(true);
});

test("a token that can't be renewed for now is renewed the next time", async () => {
  says(ME, { status: 200, body: { colour: "green" } }, () => ({ status: 401, body: {} }), () => ({ status: 401, body: {} }));
  at.issuer.once.set(TOKEN, [cut]);
  expect(await reasonOf(me.get(""))).toBe("fetch_failed");
  expect(await me.get("")).toEqual({ colour: "green" });
});

test("two that find a token to be over renew it once", async () => {
  says(ME, { status: 200, body: { colour: "green" } }, () => ({ status: 401, body: {} }), () => ({ status: 401, body: {} }));
  const before = at.issuer.count(TOKEN);
  expect(await Promise.all([me.get(""), me.get("")])).toEqual([{ colour: "green" }, { colour: "green" }]);
  expect(at.issuer.count(TOKEN) - before).toBe(1);
});

test("tokens are in headers and forms, and in no address", async () => {
  says(ME, { status: 200, body: {} });
  says(`${ME}/reports`, { status: 201, body: {} });
  await me.get("", { kind: "report" });
  await me.post("/reports", {});
  expect(at.issuer.asked.at(-1)?.headers.get("Authorization")).toMatch(/^Bearer access-/u);
  for (const { url } of at.issuer.asked) expect(url).not.toMatch(/access-|refresh-|nonce-|the-code/u);
});

test("the issuer's reason is told in its words, in both languages and without what can't be seen", async () => {
  const fields = [{ field: "words", fault: "too long" }, { field: 1 }, null];
  says(ME, { status: 409, type: "application/problem+json", body: {
    reason: "objection_open", title: "It is\u202e open", title_zh: "申诉未结", detail: `wait\u001b${"!".repeat(400)}`, fields,
  } });
  const error = await me.post("", { words: "no" }).catch((caught: unknown) => caught);
  expect(error).toBeInstanceOf(Refused);
  expect(error).toMatchObject({
    reason: "objection_open", status: 409, title: { zh: "申诉未结", en: "It is  open" }, fields: [{ field: "words", fault: "too long" }],
  });
  expect((error as Refused).detail).toBe(`wait ${"!".repeat(295)}`);
});

test.each<[Reply, string]>([
  [{ status: 409, body: { reason: 7, title: "x" } }, "issuer_refused"],
  [{ status: 409, body: { reason: "Bad Reason", title: "x" } }, "issuer_refused"],
  [{ status: 404, body: new Uint8Array(3), type: "text/html" }, "issuer_refused"],
  [{ status: 503, body: { reason: "not_ready", title: "x" } }, "not_ready"],
  [{ status: 502, body: new Uint8Array(3), type: "text/html" }, "fetch_failed"],
  [{ status: 429, body: { reason: "x", title: "x" } }, "fetch_failed"],
  [{ status: 200, body: [] }, "issuer_unusable"],
])("an answer %j is %s", async (reply, reason) => {
  says(ME, reply);
  expect(await reasonOf(me.get(""))).toBe(reason);
});

test("a list page by page", async () => {
  says(`${ME}/records`, { status: 200, body: { items: [{ n: 3 }], next: null } }, () => ({ status: 200, body: { items: [{ n: 1 }, { n: 2 }], next: "c&d" } }));
  const found: unknown[] = [];
  for await (const one of me.every("/records", { kind: "report" })) found.push(one);
  expect(found).toEqual([{ n: 1 }, { n: 2 }, { n: 3 }]);
});

test.each([{}, { items: {} }, { items: [1], next: null }, { items: [], next: 5 }, { items: [], next: "again" }])(
  "a list that is none, or has no end: %j",
  async (body) => {
    says(`${ME}/records`, { status: 200, body });
    const all = async () => { for await (const one of me.every("/records")) expect(one).toBeDefined(); };
    expect(await reasonOf(all)).toBe("issuer_unusable");
  },
);

test("what creates something has a key, the same when the answer was lost, and another the next time", async () => {
  says(`${ME}/reports`, { status: 201, body: { done: true } }, cut);
  expect(await me.post("/reports", {})).toEqual({ done: true });
  await me.post("/reports", {});
  const [one, again, other] = keysOf(`${ME}/reports`);
  expect(one).toMatch(/^[!-~]{16,64}$/u);
  expect(again).toBe(one);
  expect(other).not.toBe(one);
  says(ME, { status: 200, body: {} });
  await me.get("");
  expect(keysOf(ME)).toEqual([null]);
});

test("what was never answered has the same key when the same is sent again, and another one when something else is", async () => {
  const path = `${ME}/dependants`;
  const [made, lost] = [{ status: 201, body: {} }, () => ({ status: 502, body: {} })];
  says(path, made, cut, cut, lost);
  expect(await reasonOf(me.post("/dependants", { name: "a" }))).toBe("fetch_failed");
  expect(await reasonOf(me.post("/dependants", { name: "a" }))).toBe("fetch_failed");
  await me.post("/dependants", { name: "a" });
  await me.post("/dependants", { name: "a" });
  expect(new Set(keysOf(path).slice(0, 4)).size).toBe(1);
  expect(new Set(keysOf(path)).size).toBe(2);
  says(path, made, cut, cut);
  expect(await reasonOf(me.post("/dependants", { name: "b" }))).toBe("fetch_failed");
  await me.post("/dependants", { name: "c" });
  expect(new Set(keysOf(path)).size).toBe(4);
  const [one, other] = ["1", "2"].map((content) => new Blob([content], { type: "image/png" }));
  if (!one || !other) throw new Error("there are two");
  says(`${ME}/proofs/x`, made, cut, cut);
  expect(await reasonOf(me.upload("/proofs/x", one))).toBe("fetch_failed");
  await me.upload("/proofs/x", one);
  says(`${ME}/proofs/x`, made, cut, cut);
  expect(await reasonOf(me.upload("/proofs/x", one))).toBe("fetch_failed");
  await me.upload("/proofs/x", other);
  expect(keysOf(`${ME}/proofs/x`).map((key, _, all) => all.indexOf(key))).toEqual([0, 0, 0, 3, 3, 5]);
});

test("files go up and come down, of the type that was asked for and no other", async () => {
  says(`${ME}/proofs/x`, { status: 200, body: Uint8Array.of(1, 2), type: "image/png" });
  const file = await me.download("/proofs/x", "image/png");
  expect([file.type, file.size]).toEqual(["image/png", 2]);
  expect(await reasonOf(me.download("/proofs/x", "application/pdf"))).toBe("issuer_unusable");
  says(`${ME}/proofs/x`, { status: 200, body: Uint8Array.of(60), type: "text/html" });
  expect(await reasonOf(me.download("/proofs/x", "text/html"))).toBe("issuer_unusable");
  says(`${ME}/paper-sheet`, { status: 201, body: Uint8Array.of(1), type: "application/pdf" });
  expect((await me.sheet("/paper-sheet", "application/pdf")).type).toBe("application/pdf");
  says(`${ME}/proofs/vaccination`, { status: 201, body: { id: "x" } });
  expect(await me.upload("/proofs/vaccination", new Blob(["x"], { type: "image/jpeg" }))).toEqual({ id: "x" });
  expect(at.issuer.asked.at(-1)?.headers.get("Content-Type")).toBe("image/jpeg");
});

test("something that has ended", async () => {
  says(`${ME}/memberships/a`, { status: 204 });
  expect(await reasonOf(me.delete("/memberships/a"))).toBe("none");
  says(`${ME}/memberships/a`, { status: 404, body: { reason: "membership_unknown", title: "x" } });
  expect(await reasonOf(me.delete("/memberships/a"))).toBe("membership_unknown");
});

test("registering: the same key for the same registration, and an offer comes of it", async () => {
  says("/v1/programme", { status: 200, body: { id: "p" } });
  expect(await programme(at.network, ISSUER)).toEqual({ id: "p" });
  says("/v1/divisions", { status: 200, body: { items: [{ id: "d" }], next: null } });
  expect(await divisions(at.network, ISSUER)).toEqual([{ id: "d" }]);
  says("/v1/registrations", { status: 201, body: { offer: at.issuer.link() } }, cut);
  expect(await applyTo(at.network, ISSUER, {}, "the-key")).toBe(at.issuer.link());
  expect(keysOf("/v1/registrations")).toEqual(["the-key", "the-key"]);
  expect(await reasonOf(() => linkIn({ offer: 7 }))).toBe("issuer_unusable");
});

test("signing in goes to an address that may be gone to, and nowhere else", async () => {
  says("/v1/registrations/sign-in", { status: 200, body: { url: "https://login.example/?a=b", session: "s", expires: 5 } });
  expect(await begin(at.network, ISSUER)).toEqual({ url: "https://login.example/?a=b", session: "s", expires: 5 });
  says("/v1/registrations/sign-in", { status: 200, body: { url: "javascript:alert(1)", session: "s", expires: 5 } });
  expect(await reasonOf(begin(at.network, ISSUER))).toBe("address_refused");
  says("/v1/registrations/recovery", { status: 201, body: { offer: "link" } }, cut);
  expect(await reasonOf(recovery(at.network, ISSUER, {}))).toBe("fetch_failed"); // good for one try
  expect(await recovery(at.network, ISSUER, {})).toBe("link");
});
