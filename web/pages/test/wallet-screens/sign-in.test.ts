import "fake-indexeddb/auto";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { EMPTY_FORM } from "../../src/wallet/application.js";
import { beginSignIn, finishSignIn, forgetExpiredSignIn, type SignIn } from "../../src/wallet/sign-in.js";
import { closeAll, cut, ISSUER, NOW, reasonOf, scene, type Scene } from "../wallet/fake.js";

const BEGIN = "/v1/registrations/sign-in";
const PROVEN = "/v1/registrations/proven";
const RECOVERY = "/v1/registrations/recovery";
const WANTED: SignIn = {
  lost: false,
  forWhom: "self",
  form: { ...EMPTY_FORM, called: " Li ", draft: { fever: "no" } },
  application: { application: { applicant: "self", document: "", no_device: false }, answers: { fever: false } },
};

let at: Scene;
beforeEach(async () => {
  vi.useFakeTimers({ now: NOW * 1000, toFake: ["Date"] });
  at = await scene();
  says(BEGIN, { url: "https://id.example/auth?state=s", session: "sealed", expires: NOW + 600 });
  says(PROVEN, { offer: "openid-credential-offer://?x" });
  says(RECOVERY, { offer: "openid-credential-offer://?y" });
});
afterEach(() => {
  vi.useRealTimers();
  closeAll();
});

const says = (path: string, body: unknown, status = 200) => { at.issuer.twists.set(path, () => ({ status, body })); };
const kept = () => at.store.get("sign-in");
const begun = (wanted = WANTED) => beginSignIn(at.store, at.network, ISSUER, wanted);
const finished = (query = "code=c&state=s", told: (wanted: SignIn) => void = () => undefined) => finishSignIn(at.store, at.network, query, told);

test("who comes back is registered with what they had filled in, once", async () => {
  expect(await begun()).toBe("https://id.example/auth?state=s");
  expect(await finished()).toEqual({ link: "openid-credential-offer://?x", called: "Li" });
  expect(await kept()).toBeUndefined();
  expect(await reasonOf(finished())).toBe("sign_in_unknown");
  expect(at.issuer.count(PROVEN)).toBe(1);
});

test("whose phone is lost recovers, and registers nobody", async () => {
  await begun({ lost: true, forWhom: "self", form: EMPTY_FORM });
  expect((await finished()).link).toBe("openid-credential-offer://?y");
  expect(at.issuer.count(PROVEN)).toBe(0);
});

test.each([
  ["people cancel", "error=access_denied&state=s", "sign_in_refused", () => undefined],
  ["it comes back too late", "code=c&state=s", "sign_in_unknown", () => { vi.setSystemTime((NOW + 600) * 1000); }],
  ["the issuer refuses", "code=c&state=s", "identity_unproven", () => { says(PROVEN, { reason: "identity_unproven", title: "No" }, 422); }],
  ["the network fails", "code=c&state=s", "fetch_failed", () => { at.issuer.twists.set(PROVEN, cut); }],
])("when %s, what was filled in is given back to the form and kept no longer", async (_, query, reason, happens) => {
  await begun();
  happens();
  const told: SignIn[] = [];
  expect(await reasonOf(finished(query, (wanted) => told.push(wanted)))).toBe(reason);
  expect(told).toEqual([WANTED]);
  expect(await kept()).toBeUndefined();
});

test("what did not come back in time is erased, and nothing before", async () => {
  await forgetExpiredSignIn(at.store);
  await begun();
  vi.setSystemTime((NOW + 599) * 1000);
  await forgetExpiredSignIn(at.store);
  expect(await kept()).toBeDefined();
  vi.setSystemTime((NOW + 600) * 1000);
  await forgetExpiredSignIn(at.store);
  expect(await kept()).toBeUndefined();
});

test("where nobody can sign in, people are sent to a desk, and nothing is kept", async () => {
  says(BEGIN, { reason: "no_provider", title: "None is set up." }, 409);
  await expect(begun()).rejects.toMatchObject({ reason: "no_provider", title: { en: "None is set up." }, advice: { en: expect.stringContaining("desk") as string } });
  expect(await kept()).toBeUndefined();
});
