import "fake-indexeddb/auto";
import { readCredential } from "huepass";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { stranger } from "../../../lib/test/world.js";
import { keyName, strip } from "../../src/wallet/model.js";
import { accept, isDue, refresh, signedIn } from "../../src/wallet/refresh.js";
import {
  accepted, closeAll, CREDENTIAL, cut, firstOf, GREEN, HOUR, NONCE, perWindow, reasonOf, RED, scene, STEP, TOKEN,
  type Scene,
} from "./fake.js";

let at: Scene;
beforeEach(async () => { at = await scene(); });
afterEach(closeAll);

const run = (id: string) => refresh(at.store, at.client, id);
const kept = (id: string) => at.store.person(id);

describe("an issuer that behaves", () => {
  test("four for each window of the next day, each for a key of its own", async () => {
    const person = await accepted(at);
    expect(perWindow(at, person)).toEqual([4, 4, 4, 4, 4]);
    expect(person.pending).toEqual([]);
    expect(person.colour).toBe(GREEN);
    expect(person.issuerNames).toEqual({ zh: "广州", en: "Guangzhou" });
    expect(person.colours[1]).toEqual({ level: "clear", labels: { zh: "绿码", en: "green code" } });
    expect(new Set(person.held.map(({ key }) => keyName(key))).size).toBe(20);
    for (const { credential, key } of person.held) expect(readCredential(credential).holderKey).toEqual(key.publicKey);
    expect([at.issuer.count(CREDENTIAL), at.issuer.count(NONCE), at.issuer.count(TOKEN)]).toEqual([5, 5, 1]);
  });

  test("nothing goes with a request that tells who asks, and nothing is kept of it", async () => {
    await accepted(at);
    for (const { options } of at.issuer.asked) {
      expect(options).toMatchObject({
        credentials: "omit", redirect: "error", referrerPolicy: "no-referrer", cache: "no-store",
      });
    }
  });

  test("batches are no larger than the issuer takes", async () => {
    at.issuer.batchSize = 3;
    expect(perWindow(at, await accepted(at))).toEqual([4, 4, 4, 4, 4]);
    expect(at.issuer.count(CREDENTIAL)).toBe(10);
  });

  test.each([["EdDSA"], ["Ed25519"]])("signs proofs under the name %s", async (name) => {
    at.issuer.algorithms = [name];
    expect((await accepted(at)).held).toHaveLength(20);
  });

  test("without windows announced the current one is filled", async () => {
    at.issuer.announces = false;
    const person = await accepted(at);
    expect(perWindow(at, person)).toEqual([4, 0, 0, 0, 0]);
    expect((await run(person.id)).added).toBe(1); // to see the colour
  });

  test("later only the new window is fetched, and what is over is forgotten", async () => {
    const person = await accepted(at);
    at.issuer.now += STEP;
    const done = await run(person.id);
    expect(done).toMatchObject({ added: 4, unsure: false, colourChanged: false });
    expect(perWindow(at, done.person)).toEqual([4, 4, 4, 4, 4]);
    expect(done.person.held).toHaveLength(20);
  });

  test("asked at once, it asks for one more to see the colour", async () => {
    const person = await accepted(at);
    expect(await run(person.id)).toMatchObject({ added: 1, unsure: false });
  });

  test("a changed colour replaces the whole strip", async () => {
    const person = await accepted(at);
    Object.assign(at.issuer, { colour: RED, colourState: "second" });
    const done = await run(person.id);
    expect(done).toMatchObject({ colourBefore: GREEN, colourChanged: true });
    expect(done.person.colour).toBe(RED);
    expect(done.person.held.every(({ colour }) => colour === RED)).toBe(true);
    expect(perWindow(at, done.person)).toEqual([4, 4, 4, 4, 4]);
  });

  test("a colour that went and came back replaces the whole strip, since the old one is revoked", async () => {
    const person = await accepted(at);
    at.issuer.colourState = "third";
    const done = await run(person.id);
    expect(done.colourChanged).toBe(false);
    const before = new Set(person.held.map(({ key }) => keyName(key)));
    expect(done.person.held.filter(({ key }) => before.has(keyName(key)))).toEqual([]);
    expect(perWindow(at, done.person)).toEqual([4, 4, 4, 4, 4]);
    expect(done.person.colourState).toBe("third");
  });

  test("what may be revoked is kept until there is something new", async () => {
    const person = await accepted(at);
    Object.assign(at.issuer, { colourState: "third", cap: 4 });
    const done = await run(person.id);
    expect(done).toMatchObject({ unsure: true, added: 0 });
    expect(done.person.held).toHaveLength(20);
    expect(done.person.colourState).toBe("first"); // the next refresh tries again
    at.issuer.cap = 8;
    expect((await run(person.id)).person.colourState).toBe("third");
  });

  test("what comes for keys of before says nothing of the colour, and drops nothing", async () => {
    const { id } = await accepted(at);
    at.issuer.now += 6 * HOUR;
    at.issuer.once.set(CREDENTIAL, [cut]);
    expect(await reasonOf(run(id))).toBe("fetch_failed");
    Object.assign(at.issuer, { colour: RED, colourState: "second" });
    at.issuer.once.set(CREDENTIAL, [(reply) => reply, cut]);
    expect(await reasonOf(run(id))).toBe("fetch_failed");
    const person = await kept(id);
    expect([person.colour, person.colourState]).toEqual([GREEN, "first"]);
    expect(strip(person)).toHaveLength(20);
    expect((await run(id)).person).toMatchObject({ colour: RED, colourState: "second" });
  });

  test("an issuer that says nothing of changes changes nothing", async () => {
    at.issuer.colourState = undefined;
    const person = await accepted(at);
    at.issuer.colourState = "now it does";
    expect(await reasonOf(run(person.id))).toBe("issuer_unusable"); // that is no state
    at.issuer.colourState = "now-it-does";
    expect((await run(person.id)).added).toBe(1);
  });

  test("with nothing to show a denial is an error", async () => {
    at.issuer.cap = 0;
    expect(await reasonOf(accepted(at))).toBe("credentials_denied");
    at.issuer.cap = 8;
    expect(perWindow(at, (await run((await firstOf(at)).id)).person)).toEqual([4, 4, 4, 4, 4]);
  });

  test("two of a family share nothing", async () => {
    const one = await accepted(at);
    at.issuer.codeUsed = false;
    const other = await accepted(at);
    const names = new Set([...one.held, ...other.held].map(({ key }) => keyName(key)));
    expect(names.size).toBe(one.held.length + other.held.length);
    expect((await at.store.persons()).map(({ name }) => name)).toEqual(["1", "2"]);
  });

  test("windows under another key than before are filled anew, beside what is held", async () => {
    const { id } = await accepted(at);
    at.issuer.by = stranger;
    const { person } = await run(id);
    expect(perWindow(at, person)).toEqual([8, 8, 8, 8, 8]);
    expect(new Set(person.held.map(({ kid }) => kid)).size).toBe(2);
  });

  test("of two that ask at once one waits for the other's refresh token", async () => {
    const { id } = await accepted(at);
    at.issuer.asked.splice(0);
    await Promise.all([run(id), run(id), signedIn(at.store, at.client, id), signedIn(at.store, at.client, id)]);
    const used = at.issuer.asked.filter(({ path }) => path === TOKEN).map(({ body }) => new URLSearchParams(body).get("refresh_token"));
    expect(used).toEqual(["refresh-1", "refresh-2", "refresh-3", "refresh-4"]);
  });

  test("every refresh token is new, and the one under way is kept", async () => {
    const { id } = await accepted(at);
    expect((await kept(id)).refreshToken).toBe("refresh-1");
    await run(id);
    await run(id);
    expect((await kept(id)).refreshToken).toBe("refresh-3");
  });

  test("the next refresh is at a random time of the next window", async () => {
    const { nextRefreshAt } = await accepted(at);
    const [one = 0, two = 0] = at.issuer.windows();
    expect(nextRefreshAt).toBeGreaterThanOrEqual(one - 600);
    expect(nextRefreshAt).toBeLessThan(two - 600);
    const person = await firstOf(at);
    expect([isDue(person, nextRefreshAt - 1), isDue(person, nextRefreshAt)]).toEqual([false, true]);
  });
});

describe("an offer", () => {
  test("needs its transaction code", async () => {
    at.issuer.txCode = "493536";
    const offer = await at.client.offer(at.issuer.link());
    expect(await reasonOf(accept(at.store, at.client, offer))).toBe("tx_code_missing");
    expect(await reasonOf(accept(at.store, at.client, offer, { txCode: "1" }))).toBe("offer_refused");
    expect((await accept(at.store, at.client, offer, { txCode: " 493536 " })).added).toBe(20);
  });

  test("is good once", async () => {
    await accepted(at);
    expect(await reasonOf(accepted(at))).toBe("offer_refused");
    expect(await at.store.persons()).toHaveLength(1);
  });

  test.each([["", "name_invalid"], [" ", "name_invalid"], ["a\nb", "name_invalid"], ["x".repeat(65), "name_invalid"], ["1", "holder_exists"]])(
    "a name like %j is refused before the code is used up",
    async (name, reason) => {
      await accepted(at);
      at.issuer.codeUsed = false;
      const offer = await at.client.offer(at.issuer.link());
      expect(await reasonOf(accept(at.store, at.client, offer, { name }))).toBe(reason);
      expect(at.issuer.codeUsed).toBe(false);
    },
  );

  test("an ended wallet says so and is not asked for again", async () => {
    const { id } = await accepted(at);
    at.issuer.ended = true;
    expect(await reasonOf(run(id))).toBe("wallet_ended");
    const asked = at.issuer.asked.length;
    expect(await reasonOf(run(id))).toBe("wallet_ended");
    expect(await reasonOf(signedIn(at.store, at.client, id))).toBe("wallet_ended");
    expect(at.issuer.asked).toHaveLength(asked);
    expect((await kept(id)).ended).toBe(true);
  });
});
