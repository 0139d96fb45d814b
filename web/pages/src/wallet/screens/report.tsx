/** Reporting one's health: the programme's questions, and the colour that follows. */

import { useState } from "preact/hooks";
import type { components } from "../../api.js";
import { useLanguage, type Text } from "../../shared/language.js";
import { now } from "../../shared/time.js";
import { dayIn, readDraft, refusedQuestions, type Draft } from "../answers.js";
import { useMyself, useTask, useWallet } from "../context.js";
import { Failed, Go, Notice } from "../parts.js";
import { Questionnaire, useFirstFault } from "../questionnaire.js";
import { plain } from "../words.js";
import { Own, OwnPart, Swatch, useOwnPage, type OwnPageData, type Programme } from "./own.js";

type Recorded = components["schemas"]["OwnRecordedOut"];
const NO_FAULTS: ReadonlyMap<string, Text> = new Map();

/** What came of a report: the colour, and whether the codes of it are here. */
interface Done {
  readonly recorded: Recorded;
  readonly label: Text | undefined;
  readonly fresh: boolean;
}

export function Report() {
  const { say } = useLanguage();
  const asked = useOwnPage();
  const [done, setDone] = useState<Done>();
  return (
    <Own title={say({ zh: "健康申报", en: "Health report" })}>
      {done ? (
        <Outcome done={done} />
      ) : (
        <OwnPart asked={asked}>{({ own, rules }) => <Form own={own} rules={rules} onDone={setDone} />}</OwnPart>
      )}
    </Own>
  );
}

function Form({ own, rules, onDone }: { own: OwnPageData; rules: Programme; onDone: (done: Done) => void }) {
  const { say } = useLanguage();
  const { person, schedule } = useWallet();
  const myself = useMyself();
  const [draft, setDraft] = useState<Draft>({});
  const [faults, setFaults] = useState(NO_FAULTS);
  const form = useFirstFault(faults);
  const send = useTask(async () => {
    const { answers, faults: wrong } = readDraft(rules.questions, draft, dayIn(rules.time_zone, now()));
    setFaults(wrong);
    if (wrong.size > 0) return;
    let recorded: Recorded;
    try {
      recorded = await myself((me) => me.post<Recorded>("/reports", { answers }));
    } catch (error) {
      setFaults(refusedQuestions(error, rules.questions));
      throw error;
    }
    const fresh = await schedule.refreshNow(person?.id ?? "").then(() => true, () => false);
    onDone({ recorded, label: rules.colours.find(({ colour }) => colour === recorded.colour)?.label, fresh });
  });
  if (rules.questions.length === 0) return <Notice><p>{say({
    zh: "当前方案没有需要填报的问题。",
    en: "The programme asks no questions.",
  })}</p></Notice>;
  return (
    <form
      ref={form}
      noValidate
      autocomplete="off"
      onSubmit={(event) => {
        event.preventDefault();
        void send.run();
      }}
    >
      <Notice><p>{say(own.may.report === "replace" ? REPLACES : ADDS)}</p></Notice>
      <Questionnaire programme={rules} draft={draft} onDraft={setDraft} faults={faults} />
      {faults.size > 0 && <p class="wrong" role="alert">{say({
        zh: "请先修改标出的项目，然后重新提交。",
        en: "Please mend what is marked, then send it again.",
      })}</p>}
      {send.fault && faults.size === 0 && <Failed fault={send.fault} />}
      <button type="submit" class="main" disabled={send.busy}>
        {send.busy ? say({ zh: "正在提交…", en: "Sending…" }) : say({ zh: "提交", en: "Send" })}
      </button>
    </form>
  );
}

function Outcome({ done: { recorded, label, fresh } }: { done: Done }) {
  const { say } = useLanguage();
  return (
    <>
      <Notice kind="good">
        <p>{say({ zh: "申报已登记。", en: "The report is on record." })}</p>
        <p>{say({
          zh: "当前颜色：",
          en: "Colour now: ",
        })}<Swatch colour={recorded.colour} {...(label && { label })} /> <span class="soft">[{plain(recorded.reason, 64)}]</span></p>
      </Notice>
      {!fresh && <Notice kind="warn"><p>{say({
        zh: "新颜色的码尚未取到；有网络时会自动获取，也可在通行码页面点“刷新”。",
        en: "The codes of this colour are not here yet. They come when there is network, or press Refresh on the pass.",
      })}</p></Notice>}
      <p class="row">
        <Go to="pass" class="button main">{say({ zh: "出示通行码", en: "Show the pass" })}</Go>
        <Go to="why">{say({ zh: "为什么是这个颜色", en: "Why this colour" })}</Go>
      </p>
    </>
  );
}

const REPLACES: Text = {
  zh: "本次填报将取代以前的填报内容，从现在起生效；以前的填报仍保留在记录中。请如实填写。",
  en: "This report takes the place of earlier ones from now on; they stay on record. Please answer truthfully.",
};
const ADDS: Text = {
  zh: "当前颜色下，不能撤回仍在有效期内的申报；本次只能增加内容，请一并填写以前申报的情况。如认为有误，可提出申诉。",
  en: "With this colour, what you declared before and what still counts can't be taken back: declare it again with what is new. If it was wrong, object to the colour.",
};
