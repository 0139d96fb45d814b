/** Applying to an issuer: for oneself, for somebody of the family, or anew after a phone was lost. */

import { useEffect, useMemo, useState } from "preact/hooks";
import { servers } from "../../shared/allowed.js";
import { FaultNote } from "../../shared/fault.js";
import { useLanguage, type Text } from "../../shared/language.js";
import { EMPTY_FORM, type ForWhom, type Form } from "../application.js";
import { useTask, useWallet, type Asked } from "../context.js";
import { AskAgain, Busy, Failed, Field, Go, Notice, Page } from "../parts.js";
import { Choices } from "../questionnaire.js";
import { divisions, programme } from "../registration.js";
import { beginSignIn, finishSignIn, type SignIn } from "../sign-in.js";
import { ApplicationForm } from "./apply-form.js";
import type { Division, Programme } from "./own.js";
import { Registered, useTake } from "./registered.js";

const FOR_WHOM: readonly { id: ForWhom; name: Text }[] = [
  { id: "self", name: { zh: "本人", en: "Myself" } },
  { id: "family", name: { zh: "家人", en: "A family member" } },
];

/** What is given here: `family`, `lost`, or the query with which a sign-in comes back. */
export function Apply() {
  const { given } = useWallet();
  const [back, setBack] = useState<SignIn>();
  if (given?.includes("=") && !back) return <SignedIn query={given} onAgain={setBack} />;
  const lost = back ? back.lost : given === "lost";
  if (lost) return <Lost />;
  return <ApplyFor forWhom={back?.forWhom ?? (given === "family" ? "family" : "self")} form={back?.form ?? EMPTY_FORM} />;
}

function ApplyFor({ forWhom: first, form }: { forWhom: ForWhom; form: Form }) {
  const { say } = useLanguage();
  const { person, persons } = useWallet();
  const [forWhom, setForWhom] = useState<string>(first);
  const whom: ForWhom = forWhom === "family" ? "family" : "self";
  const [server, setServer] = useServer(whom === "family" ? person?.issuer : undefined);
  const asked = useRules(server);
  return (
    <Page title={say({ zh: "申请通行码", en: "Apply for a pass" })}>
      <Choices label={say({ zh: "为谁申请？", en: "For whom?" })} options={FOR_WHOM} given={forWhom} onGiven={setForWhom} />
      {whom === "family" && persons.length > 1 && (
        <p class="whose">{say({ zh: "申请人：", en: "Who applies: " })}<strong>{person?.name}</strong></p>
      )}
      {whom === "self" && <ServerField server={server} onServer={setServer} />}
      <AskAgain asked={asked}>
        {([rules, places]) => <ApplicationForm key={`${server} ${whom}`} issuer={server} rules={rules} divisions={places} forWhom={whom} first={form} />}
      </AskAgain>
      <p class="after"><Go to="apply" given="lost">{say({ zh: "手机丢失，重新领取", en: "My phone is lost" })}</Go></p>
    </Page>
  );
}

/** A sign-in that comes back from the identity provider. */
function SignedIn({ query, onAgain }: { query: string; onAgain: (before: SignIn) => void }) {
  const { say } = useLanguage();
  const { store, network } = useWallet();
  const take = useTake();
  const [before, setBefore] = useState<SignIn>();
  const finish = useTask(async () => {
    await take.run(await finishSignIn(store, network, query, setBefore));
  });
  useEffect(() => { void finish.run(); }, []);
  return (
    <Page title={say({ zh: "身份认证", en: "Signing in" })}>
      {finish.busy && !take.offered && <Busy text={{ zh: "正在向签发方核实…", en: "Asking the issuer…" }} />}
      {finish.fault && (
        <FaultNote fault={finish.fault}>
          <button type="button" class="main" onClick={() => { onAgain(before ?? { lost: false, forWhom: "self", form: EMPTY_FORM }); }}>
            {say({ zh: "返回重新办理", en: "Go back and try again" })}
          </button>
        </FaultNote>
      )}
      <Registered take={take} />
    </Page>
  );
}

/** Anew after a phone was lost. */
function Lost() {
  const { say } = useLanguage();
  const { store, network } = useWallet();
  const [server, setServer] = useServer(undefined);
  const asked = useRules(server);
  const begin = useTask(async () => {
    location.assign(await beginSignIn(store, network, server, { lost: true, forWhom: "self", form: EMPTY_FORM }));
  });
  return (
    <Page title={say({ zh: "手机丢失", en: "A lost phone" })}>
      <p>
        {say({
          zh: "通过身份认证后，以前所有设备上的此通行码将被停用并吊销，本设备获得新的通行码。",
          en: "When you have proven who you are, your pass ends on all devices that had it and is revoked there, and this device gets a new one.",
        })}
      </p>
      <ServerField server={server} onServer={setServer} />
      <AskAgain asked={asked}>
        {([rules]) =>
          rules.applicants.some((one) => one.proofing.includes("provider")) ? (
            <>
              {begin.fault && <Failed fault={begin.fault} />}
              <button type="button" class="main" disabled={begin.busy} onClick={() => void begin.run()}>
                {say({ zh: "前往身份认证", en: "Go and sign in" })}
              </button>
            </>
          ) : (
            <Notice>
              <p>
                {say({
                  zh: "当前方案不支持线上身份认证。请携带证件到登记窗口办理：工作人员会停用原有的设备，并给您新的领取码。",
                  en: "One can’t sign in with this programme. Go to a desk with your document: staff end the old devices and give you a new offer.",
                })}
              </p>
            </Notice>
          )
        }
      </AskAgain>
    </Page>
  );
}

/** The programme of an issuer and its divisions. */
function useRules(server: string): Asked<[Programme, Division[]]> {
  const { network } = useWallet();
  const ask = useTask((issuer: string) => Promise.all([programme(network, issuer), divisions(network, issuer)]));
  useEffect(() => {
    ask.clear();
    void ask.run(server);
  }, [server]);
  return { ...ask, retry: () => void ask.run(server) };
}

/** Which issuer's service; one that is given, else the first of those that the page names. */
function useServer(fixed: string | undefined): [string, (server: string) => void] {
  const [server, setServer] = useState(() => servers()[0] ?? "");
  return [fixed ?? server, setServer];
}

function ServerField({ server, onServer }: { server: string; onServer: (server: string) => void }) {
  const { say } = useLanguage();
  const all = useMemo(servers, []);
  if (all.length < 2) return null;
  return (
    <Field label={say({ zh: "签发方", en: "Issuer" })}>
      {(field) => (
        <select {...field} value={server} onChange={(event) => { onServer(event.currentTarget.value); }}>
          {all.map((one) => <option key={one} value={one}>{new URL(one).host}</option>)}
        </select>
      )}
    </Field>
  );
}
