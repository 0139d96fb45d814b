/** Signing in at an identity provider: what is kept while the browser is there, and what is done when it is back. */

import { Fault } from "../shared/fault.js";
import { now } from "../shared/time.js";
import type { Application, Form, ForWhom } from "./application.js";
import type { Network } from "./network.js";
import { begin, proven, recovery } from "./registration.js";
import type { WalletStore } from "./store.js";

/** What people were about to do. */
export interface SignIn {
  /** Whether to end the wallets that there are: a phone was lost. */
  readonly lost: boolean;
  readonly forWhom: ForWhom;
  /** What was filled in; a number of a document is never among it. */
  readonly form: Form;
  /** What is sent when the browser is back; absent if a phone was lost. */
  readonly application?: Application;
}

interface Kept {
  readonly issuer: string;
  readonly session: string;
  readonly expires: number;
  readonly wanted: SignIn;
}

/** What a sign-in is kept under: in the database of the wallet, which only this site reads. */
const SETTING = "sign-in";

/**
 * Begins to sign in.
 *
 * @returns the provider's address, to go to
 */
export async function beginSignIn(store: WalletStore, network: Network, issuer: string, wanted: SignIn): Promise<string> {
  const { url, session, expires } = await begin(network, issuer).catch((error: unknown) => {
    throw error instanceof Fault && error.reason === "no_provider" ? noProvider(error) : error;
  });
  const kept: Kept = { issuer, session, expires, wanted };
  await store.set(SETTING, kept);
  return url;
}

/** Erases what was filled in before a sign-in that did not come back in time. */
export async function forgetExpiredSignIn(store: WalletStore): Promise<void> {
  const kept = await store.get<Kept>(SETTING);
  if (kept && kept.expires <= now()) await store.set(SETTING, undefined);
}

/**
 * Does what people were about to do, now that they have signed in, and forgets it.
 *
 * @param query - with which the browser came back
 * @param onKept - told what they had filled in, before anything can fail
 * @returns the offer, and what to call the person
 */
export async function finishSignIn(
  store: WalletStore,
  network: Network,
  query: string,
  onKept: (wanted: SignIn) => void,
): Promise<{ link: string; called: string }> {
  const kept = await store.get<Kept>(SETTING);
  // A sign-in is good for one try. From here on what was filled in is in memory only, whatever comes of it.
  await store.set(SETTING, undefined);
  const said = new URLSearchParams(query);
  if (!kept) throw unknown();
  onKept(kept.wanted);
  const { issuer, session, wanted } = kept;
  const [code, state] = [said.get("code"), said.get("state")];
  if (code === null || state === null) throw refused();
  if (kept.expires <= now()) throw unknown();
  const returned = { session, code, state };
  const { lost, application, form } = wanted;
  if (!lost && !application) throw unknown();
  const link =
    lost || !application
      ? await recovery(network, issuer, returned)
      : await proven(network, issuer, { ...returned, ...provenPart(application) });
  return { link, called: form.called.trim() };
}

/** What is sent of an application besides the sign-in. */
function provenPart({ application: { applicant, no_device }, answers, division }: Application) {
  return { application: { applicant, no_device }, answers, ...(division !== undefined && { division }) };
}

/** Nobody can sign in here. @param said - in the words of the issuer */
function noProvider({ reason, title }: Fault): Fault {
  return new Fault(reason, title, { zh: "请携带证件到登记窗口办理。", en: "Turn to a desk with the document." });
}

function unknown(): Fault {
  return new Fault(
    "sign_in_unknown",
    { zh: "身份认证已失效", en: "This sign-in is over" },
    { zh: "请返回重新认证；需在同一浏览器中完成。", en: "Go back and sign in again, in the same browser." },
  );
}

function refused(): Fault {
  return new Fault(
    "sign_in_refused",
    { zh: "身份认证未完成", en: "The sign-in was not completed" },
    { zh: "您已取消，或身份认证方拒绝。填写的内容仍在，请返回重试。", en: "You cancelled it, or the provider refused. What you filled in is still here: go back and try again." },
  );
}
