/** The form of an application: who, with which document, where they belong, and the programme's questions. */

import { useRef, useState } from "preact/hooks";
import { useLanguage, type Text } from "../../shared/language.js";
import { now } from "../../shared/time.js";
import { dayIn } from "../answers.js";
import { chosen, readForm, refusedFields, type Application, type Faults, type Form, type ForWhom } from "../application.js";
import { useMyself, useTask, useWallet } from "../context.js";
import { Failed, Field, Notice } from "../parts.js";
import { Choices, FieldBox, Questionnaire, useFirstFault } from "../questionnaire.js";
import { applyTo, linkIn } from "../registration.js";
import { beginSignIn } from "../sign-in.js";
import { plain } from "../words.js";
import { DivisionFields, IdentityFields } from "./apply-fields.js";
import type { Division, Programme } from "./own.js";
import { Registered, useTake } from "./registered.js";

interface FormProps {
  readonly issuer: string;
  readonly rules: Programme;
  readonly divisions: readonly Division[];
  readonly forWhom: ForWhom;
  /** What is filled in already. */
  readonly first: Form;
}

const NO_FAULTS: Faults = new Map();

/** The form, or where to go to if nobody can apply here. */
export function ApplicationForm(props: FormProps) {
  const { rules, forWhom } = props;
  const { person } = useWallet();
  const { say } = useLanguage();
  const { applicants, way } = chosen(rules, forWhom, props.first);
  const heading = (
    <section class="card">
      <h2>{plain(say(rules.title))}</h2>
      <p>{plain(say(rules.notice))}</p>
    </section>
  );
  if (applicants.length === 0) return <>{heading}<Desk rules={rules} forWhom={forWhom} /></>;
  if (forWhom === "family" && way === "declared" && !person) return <>{heading}<FirstOneself /></>;
  return <>{heading}<Filling {...props} /></>;
}

function Filling({ issuer, rules, divisions, forWhom, first }: FormProps) {
  const { say } = useLanguage();
  const { store, network, persons } = useWallet();
  const myself = useMyself();
  const take = useTake();
  const [form, setForm] = useState(first);
  const [faults, setFaults] = useState(NO_FAULTS);
  const element = useFirstFault(faults);
  const sent = useRef({ text: "", key: "" });
  const put = (change: Partial<Form>) => { setForm({ ...form, ...change }); };
  const wrong = (field: string) => { const fault = faults.get(field); return fault && say(fault); };
  const { applicants, applicant, way, document } = chosen(rules, forWhom, form);

  const register = async (application: Application): Promise<string> => {
    if (forWhom === "family") return linkIn(await myself((me) => me.post("/dependants", application)));
    // The same thing that is sent again is the same request.
    const text = JSON.stringify(application);
    if (sent.current.text !== text) sent.current = { text, key: crypto.randomUUID() };
    return applyTo(network, issuer, application, sent.current.key);
  };
  const send = useTask(async () => {
    const { application, faults: found } = readForm(rules, forWhom, form, persons.map(({ name }) => name), dayIn(rules.time_zone, now()));
    setFaults(found);
    if (found.size > 0) return;
    if (way === "provider") {
      location.assign(await beginSignIn(store, network, issuer, { lost: false, forWhom, form: { ...form, number: "" }, application }));
      return;
    }
    let link: string;
    try {
      link = await register(application);
    } catch (error) {
      setFaults(refusedFields(error, rules));
      throw error;
    }
    await take.run({ link, called: form.called.trim() });
  });
  if (take.offered) return <Registered take={take} />;
  const questions = new Map([...faults].flatMap(([field, fault]) => (field.startsWith("question:") ? [[field.slice(9), fault] as const] : [])));
  return (
    <form
      ref={element}
      noValidate
      autocomplete="off"
      onSubmit={(event) => {
        event.preventDefault();
        void send.run();
      }}
    >
      {applicants.length > 1 && (
        <Choices label={say({
          zh: "申请人与其关系",
          en: "Who applies for them",
        })} options={applicants} given={applicant?.id ?? ""} wrong={wrong("applicant")} onGiven={(id) => { put({ applicant: id }); }} />
      )}
      {applicant?.needs_no_device && (
        <FieldBox wrong={wrong("noDevice")}>
          <label class="check">
            <input type="checkbox" checked={form.noDevice} aria-invalid={faults.has("noDevice")} onChange={(event) => { put({ noDevice: event.currentTarget.checked }); }} />
            <span>
              {say({ zh: "本人没有智能手机", en: "The person has no smartphone" })}
              {faults.has("noDevice") && <span class="wrong"> {wrong("noDevice")}</span>}
            </span>
          </label>
        </FieldBox>
      )}
      {way === "provider" && <Notice><p>{say(forWhom === "self" ? SIGN_IN_SELF : SIGN_IN_OTHER)}</p></Notice>}
      {way === "declared" && <IdentityFields rules={rules} document={document} form={form} put={put} wrong={wrong} />}
      <DivisionFields forWhom={forWhom} divisions={divisions} given={form.division} wrong={wrong("division")} onGiven={(division) => { put({ division }); }} />
      {rules.questions.length > 0 && <h2>{say({ zh: "健康申报", en: "Health report" })}</h2>}
      <Questionnaire programme={rules} draft={form.draft} faults={questions} onDraft={(draft) => { put({ draft }); }} />
      <FieldBox wrong={wrong("called")}>
        <Field label={say({
          zh: "在钱包中的称呼（选填）",
          en: "Name in this wallet (optional)",
        })} hint={say(CALLED_HINT)} wrong={wrong("called")}>
          {(field) => <input {...field} type="text" autocomplete="off" maxLength={40} value={form.called} onInput={(event) => { put({ called: event.currentTarget.value }); }} />}
        </Field>
      </FieldBox>
      {faults.size > 0 && <p class="wrong" role="alert">{say({
        zh: "请先修改标出的项目，然后重新提交。",
        en: "Please mend what is marked, then send it again.",
      })}</p>}
      {send.fault && faults.size === 0 && <Failed fault={send.fault} />}
      <button type="submit" class="main" disabled={send.busy}>
        {send.busy
          ? say({ zh: "正在提交…", en: "Sending…" })
          : way === "provider" ? say({ zh: "前往身份认证", en: "Go and sign in" }) : say({ zh: "提交申请", en: "Apply" })}
      </button>
    </form>
  );
}

/** Nobody can apply over the network: who can, and where. */
function Desk({ rules, forWhom }: { rules: Programme; forWhom: ForWhom }) {
  const { language, say } = useLanguage();
  const others = rules.applicants.filter((one) => (one.id === "self") === (forWhom === "self") || one.channels.includes("offline"));
  return (
    <Notice>
      <p>
        {say({
          zh: "按照方案，这里不能线上申请，请携带证件到登记窗口办理。登记后扫描窗口给您的领取码即可。",
          en: "By the programme, this can't be applied for here: turn to a desk with the document. Then scan the offer that you get there.",
        })}
      </p>
      {others.length > 0 && (
        <p>
          {say({ zh: "可以办理的途径：", en: "Who can apply: " })}
          {others.map((one) => plain(say(one.name))).join(language === "zh" ? "；" : "; ")}
        </p>
      )}
      <p>{plain(say(rules.other_documents))}</p>
    </Notice>
  );
}

function FirstOneself() {
  const { say } = useLanguage();
  return (
    <Notice>
      <p>{say({
        zh: "请先在此钱包中领取您本人的通行码，再为家人申请。",
        en: "First get a pass of your own into this wallet, then apply for your family.",
      })}</p>
    </Notice>
  );
}

const SIGN_IN_SELF: Text = {
  zh: "提交后将转到身份认证页面，完成后自动返回。您填写的内容只暂存在本设备，返回后即删除。",
  en: "You go to the identity provider’s page next, and are brought back when it is done. What you fill in waits on this device until then, and is erased.",
};
const SIGN_IN_OTHER: Text = {
  zh: "接下来请家人本人在此设备上完成身份认证，完成后自动返回。",
  en: "Next, the other person signs in at the identity provider, on this device. You are brought back when it is done.",
};
const CALLED_HINT: Text = { zh: "只保存在本设备，例如“妈妈”。", en: "Kept on this device only, such as “Mum”." };
