/** Whatever an issuer answers, and whatever is scanned: what comes of it is right, or a fault. */

import "fake-indexeddb/auto";
import fc from "fast-check";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { Fault } from "../../src/shared/fault.js";
import { contentOf } from "../../src/wallet/holder.js";
import { makeKey, signerOf } from "../../src/wallet/keys.js";
import { isOffer, readOffer } from "../../src/wallet/offer.js";
import { MAX_ANSWER, Network } from "../../src/wallet/network.js";
import { wellKnown } from "../../src/wallet/metadata.js";
import { IssuerClient } from "../../src/wallet/protocol.js";
import {
  accepted, closeAll, CREDENTIAL, cut, ISSUER, METADATA, NONCE, reasonOf, replaced, scene, SERVER, TOKEN, without, withMembers,
  type Scene,
} from "./fake.js";

let at: Scene;
beforeEach(async () => { at = await scene(); });
afterEach(closeAll);

const linkOf = (offer: unknown) => `openid-credential-offer://?credential_offer=${encodeURIComponent(JSON.stringify(offer))}`;
const offered = (members: Record<string, unknown>) => linkOf({ ...at.issuer.offer(), ...members });
const anything = fc.json({ maxDepth: 3 }).map((text) => JSON.parse(text) as unknown);

describe("an offer", () => {
  test("says what it is, by value and by reference", async () => {
    const byValue = await readOffer(` ${at.issuer.link()}\n`, at.network);
    expect(byValue).toEqual({ issuer: ISSUER, configurations: ["other", "pass"], code: "the-code", needsTxCode: false });
    const reference = `openid-credential-offer://?credential_offer_uri=${encodeURIComponent(`${ISSUER}/offer`)}`;
    expect(await readOffer(reference, at.network)).toEqual(byValue);
    expect([isOffer(reference), isOffer("HP1:ABC"), isOffer("https://gz.example")]).toEqual([true, false, false]);
  });

  test("asks for a transaction code also by an empty object", async () => {
    at.issuer.txCode = "1";
    expect(await readOffer(at.issuer.link(), at.network)).toMatchObject({ needsTxCode: true });
  });

  test.each(["", "HP1:ABC", "https://gz.example/?credential_offer={}", "openid-credential-offer://", "openid-credential-offer://?a=b",
    "openid-credential-offer://?credential_offer=%7B%7D&credential_offer=%7B%7D", "openid-credential-offer://?credential_offer=",
    "openid-credential-offer://?credential_offer=%ff", "openid-credential-offer://?credential_offer={}&credential_offer_uri=https://a.example",
    "openid-credential-offer://?credential_offer=[]", `openid-credential-offer://?credential_offer=${"x".repeat(70_000)}`])(
    "is not %.60s",
    async (text) => { expect(await reasonOf(readOffer(text, at.network))).toBe("offer_invalid"); },
  );

  test("is not two at once", async () => {
    const one = at.issuer.link();
    const [, value = ""] = one.split("?");
    const reference = `credential_offer_uri=${encodeURIComponent(`${ISSUER}/offer`)}`;
    for (const other of [value, reference]) expect(await reasonOf(readOffer(`${one}&${other}`, at.network))).toBe("offer_invalid");
    expect(await reasonOf(readOffer(`${one}&${"a=b&".repeat(16)}`, at.network))).toBe("offer_invalid");
    expect(at.issuer.asked).toEqual([]);
  });

  test.each(["http://gz.example", "ftp://gz.example", "https://a@gz.example", "https://gz.example/#a", "https://gz.example?x=1",
    "javascript:alert(1)", "https://gz.example\\evil", `https://gz.example/${"x".repeat(2048)}`, "https://gz .example", "gz.example", "https:// "])(
    "is not taken from %.60s",
    async (issuer) => { expect(await reasonOf(readOffer(offered({ credential_issuer: issuer }), at.network))).toBe("address_refused"); },
  );

  test.each(["http://127.0.0.1:8000", "http://localhost", "http://[::1]:80", "https://gz.example:8443/city"])(
    "is taken from %s",
    async (issuer) => { expect(await readOffer(offered({ credential_issuer: issuer }), at.network)).toMatchObject({ issuer }); },
  );

  test("of anything is an offer or a fault", async () => {
    const member = fc.constantFrom("credential_issuer", "credential_configuration_ids", "grants");
    await fc.assert(fc.asyncProperty(member, anything, fc.string(), async (name, value, text) => {
      expect(["offer_invalid", "address_refused", "none"]).toContain(await reasonOf(readOffer(offered({ [name]: value }), at.network)));
      expect(await reasonOf(readOffer(text, at.network))).toBe("offer_invalid");
    }));
  });

  test.each([
    [404, "offer_refused"], [410, "offer_refused"], [400, "fetch_failed"], [503, "fetch_failed"],
  ])("by a reference that is answered with %d is %s", async (status, reason) => {
    at.issuer.twists.set("/offer", () => ({ status, body: {} }));
    const reference = `openid-credential-offer://?credential_offer_uri=${encodeURIComponent(`${ISSUER}/offer`)}`;
    expect(await reasonOf(readOffer(reference, at.network))).toBe(reason);
  });

  test("of an issuer that this page may not connect to names that one's own page", async () => {
    const network = new Network({ fetch: at.issuer.fetch, allowed: (url) => url.origin === "https://here.example" });
    const asked = network.get(`${ISSUER}/x`).catch((error: unknown) => error);
    expect(await asked).toMatchObject({ reason: "issuer_elsewhere", advice: { en: expect.stringContaining(`${ISSUER}/wallet/`) as string } });
    const discovered = new IssuerClient(network, () => 0).discover(`${ISSUER}/city`, ["pass"]).catch((error: unknown) => error);
    expect(await discovered).toMatchObject({ advice: { zh: expect.stringContaining(`${ISSUER}/city/wallet/`) as string } });
    expect(at.issuer.asked).toEqual([]);
  });
});

describe("metadata", () => {
  test("is between host and path", () => {
    expect(wellKnown("https://gz.example:8443/city/", "x")).toBe("https://gz.example:8443/.well-known/x/city");
    expect(wellKnown("https://gz.example", "x")).toBe("https://gz.example/.well-known/x");
  });

  test.each<[string, string, Parameters<typeof withMembers>[0]]>([
    ["another issuer", METADATA, { credential_issuer: "https://other.example" }],
    ["another server for tokens", METADATA, { authorization_servers: [] }],
    ["another server's metadata", SERVER, { issuer: "https://other.example" }],
    ["no credential of ours", METADATA, { credential_configurations_supported: { pass: { format: "jwt" } } }],
    ["a batch that is no number", METADATA, { batch_credential_issuance: { batch_size: true } }],
    ["a batch of nothing", METADATA, { batch_credential_issuance: { batch_size: 0 } }],
    ["no token endpoint", SERVER, { token_endpoint: null }],
  ])("with %s is refused", async (_, path, members) => {
    at.issuer.twists.set(path, withMembers(members));
    expect(await reasonOf(accepted(at))).toBe("issuer_unusable");
    expect(at.issuer.codeUsed).toBe(false);
  });

  test.each(["http://gz.example/t", "https://u:p@gz.example/t", "blob:x"])("with an endpoint like %s is refused", async (address) => {
    at.issuer.twists.set(SERVER, withMembers({ token_endpoint: address }));
    expect(await reasonOf(accepted(at))).toBe("address_refused");
  });

  test("that is amiss in what is only shown costs no more than that", async () => {
    at.issuer.twists.set(METADATA, ({ body, ...reply }) => ({
      ...reply,
      body: { ...(body as object), display: [null, { name: "x\u202ey", locale: "en" }, { name: "Here", locale: "en" }] },
    }));
    expect((await accepted(at)).issuerNames).toEqual({ en: "Here" });
  });

  test("of anything is a pass or a fault", async () => {
    const member = fc.constantFrom(
      "credential_issuer", "credential_endpoint", "nonce_endpoint", "batch_credential_issuance", "display",
      "credential_configurations_supported", "authorization_servers",
    );
    await fc.assert(fc.asyncProperty(member, anything, async (name, value) => {
      at.issuer.twists.set(METADATA, withMembers({ [name]: value }));
      expect(["issuer_unusable", "address_refused", "none"]).toContain(await reasonOf(at.client.discover(ISSUER, ["pass"])));
    }));
  });
});

describe("an answer of the token endpoint", () => {
  const windows = (identifiers: unknown) => ({
    authorization_details: [{ credential_configuration_id: "pass", credential_identifiers: identifiers }],
  });
  const soon = (place: number) => `live-00000000-${String(at.issuer.now + 60 * place)}`;

  test("with another state of the colour than a short text is refused, and so are bad tokens and windows", async () => {
    const bad: Record<string, unknown>[] = [
      { token_type: "mac" }, { token_type: 1 }, { access_token: "" }, { access_token: "a b" }, { access_token: 7 },
      { access_token: "x".repeat(4097) }, { refresh_token: null }, { refresh_token: "\n" }, { colour_state: 5 },
      { colour_state: "x".repeat(65) }, { colour_state: "" }, { authorization_details: [] }, { authorization_details: null },
      windows([]), windows(["other"]), windows([soon(1), `live-00000001-${String(at.issuer.now + 60)}`]),
      windows(Array.from({ length: 65 }, (_, place) => soon(place + 1))),
    ];
    for (const members of bad) {
      at.issuer.codeUsed = false;
      at.issuer.twists.set(TOKEN, withMembers(members));
      expect([members, await reasonOf(accepted(at))]).toEqual([members, "issuer_unusable"]);
    }
    expect(await at.store.persons()).toEqual([]);
  });

  test.each([
    ["no JSON", { status: 200, body: new Uint8Array(2), type: "application/json" }, "issuer_unusable"],
    ["another type", { status: 200, body: {}, type: "text/html" }, "issuer_unusable"],
    ["an array", { status: 200, body: [] }, "issuer_unusable"],
    ["a failure", { status: 500, body: {} }, "fetch_failed"],
    ["too many requests", { status: 429, body: {} }, "fetch_failed"],
    ["an unknown error", { status: 400, body: { error: "x" } }, "issuer_refused"],
    ["no page", { status: 404, body: {} }, "issuer_refused"],
    ["too much", { status: 200, body: new Uint8Array(MAX_ANSWER + 1) }, "fetch_failed"],
  ])("that is %s is a fault", async (_, reply, reason) => {
    at.issuer.twists.set(TOKEN, () => reply);
    expect(await reasonOf(accepted(at))).toBe(reason);
  });

  test("of anything gives tokens or a fault", async () => {
    const info = await at.client.discover(ISSUER, ["pass"]);
    const member = fc.constantFrom("access_token", "token_type", "refresh_token", "authorization_details", "colour_state");
    await fc.assert(fc.asyncProperty(member, anything, anything, async (name, value, body) => {
      for (const twist of [withMembers({ [name]: value }), without(name), replaced(body)]) {
        at.issuer.twists.set(TOKEN, twist);
        expect(["issuer_unusable", "none"]).toContain(await reasonOf(at.client.renew(info, "refresh-0")));
      }
    }));
  });
});

describe("a credential answer", () => {
  test("of anything gives credentials or a fault", async () => {
    const info = await at.client.discover(ISSUER, ["pass"]);
    const signers = [signerOf(await makeKey())];
    await fc.assert(fc.asyncProperty(fc.oneof(anything, fc.record({ credentials: anything })), anything, async (body, nonce) => {
      at.issuer.twists.set(CREDENTIAL, replaced(body));
      at.issuer.twists.set(NONCE, replaced({ c_nonce: nonce }));
      expect(["issuer_unusable", "none"]).toContain(await reasonOf(at.client.credentials(info, "access-1", undefined, signers)));
    }));
  });
});

describe("what an issuer says in its own words", () => {
  test("is content, or a fault whose words are short and can be shown", () => {
    const words = fc.oneof(fc.string({ unit: "binary", maxLength: 3000 }), fc.constant("\u202e\n".repeat(3000)), anything);
    const body = fc.record(
      { reason: fc.oneof(fc.constantFrom("objection_open", "__proto__"), words), title: words, title_zh: words, detail: words, fields: words },
      { requiredKeys: [] },
    );
    fc.assert(fc.property(fc.integer({ min: 100, max: 599 }), body, (status, said) => {
      let fault: unknown;
      try {
        expect(contentOf({ status, body: said })).toBe(said);
      } catch (error) {
        fault = error;
      }
      if (fault === undefined) return;
      expect(fault).toBeInstanceOf(Fault);
      const { reason, title, advice } = fault as Fault;
      expect(reason).toMatch(/^[a-z0-9_]{1,64}$/u);
      for (const text of [title.zh, title.en, advice.zh, advice.en]) {
        expect(text.length).toBeLessThanOrEqual(300);
        expect(text).not.toMatch(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u);
      }
    }));
  });
});

test("a server that hangs is given up", async () => {
  const network = new Network({
    allowed: () => true,
    whole: 0.01,
    fetch: (_, options) => new Promise((_resolve, reject) => {
      options?.signal?.addEventListener("abort", () => { reject(new DOMException("", "AbortError")); });
    }),
  });
  expect(await reasonOf(network.get(ISSUER))).toBe("fetch_failed");
});

test("a network that is down is told", async () => {
  at.issuer.twists.set(METADATA, cut);
  expect(await reasonOf(accepted(at))).toBe("fetch_failed");
});
