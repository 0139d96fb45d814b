/** Objections to the colour: filing one, until when it is answered, and the answers. */

import { useState } from "preact/hooks";
import type { components } from "../../api.js";
import { useLanguage, type Text } from "../../shared/language.js";
import { dayAndTime, duration } from "../../shared/time.js";
import { useMyself, useTask } from "../context.js";
import { Failed, Field, Notice } from "../parts.js";
import { named, plain, plainLines } from "../words.js";
import { Listing } from "./listing.js";
import { Own, OwnPart, Swatch, useOwnPage, type Programme } from "./own.js";

type Objection = components["schemas"]["OwnObjectionOut"];
/** Characters: what the service takes. */
const MAX_WORDS = 2000;

const STATES: Readonly<Record<Objection["state"], Text>> = {
  open: { zh: "待答复", en: "Waits for its answer" },
  overdue: { zh: "已超过答复期限", en: "The answer is overdue" },
  answered: { zh: "已答复", en: "Answered" },
};

export function Objections() {
  const { language, say } = useLanguage();
  const [filed, setFiled] = useState(0);
  const asked = useOwnPage(String(filed));
  return (
    <Own title={say({ zh: "申诉", en: "Objections" })}>
      <OwnPart asked={asked}>
        {({ own, rules }) => (
          <>
            {rules.appeals === null ? (
              <Notice><p>{say({
                zh: "当前方案不接受线上申诉，请到窗口办理。",
                en: "The programme takes no objections online; turn to a desk.",
              })}</p></Notice>
            ) : (
              <>
                <section class="card">
                  <p>{plain(say(rules.appeals.text))}</p>
                  <p>
                    {say({ zh: "答复机构：", en: "Answered by: " })}{plain(say(rules.appeals.to.name))}
                    {say({ zh: "；期限：", en: ", within " })}{duration(rules.appeals.answered_within, language)}
                  </p>
                </section>
                {own.may.object ? <File appeals={rules.appeals} onFiled={() => { setFiled((count) => count + 1); }} /> : own.objection && (
                  <Notice><p>{say({
                    zh: "您的申诉正在处理，最晚答复时间：",
                    en: "Your objection is being looked at; an answer is due by ",
                  })}{dayAndTime(own.objection.due_at, language)}</p></Notice>
                )}
              </>
            )}
            <h2>{say({ zh: "已提出的申诉", en: "What you objected to" })}</h2>
            <Listing<Objection> path="/objections" again={String(filed)} label={say({
              zh: "申诉",
              en: "Objections",
            })} empty={{ zh: "您没有提出过申诉。", en: "You have made no objection." }}>
              {(one) => <Filed objection={one} />}
            </Listing>
          </>
        )}
      </OwnPart>
    </Own>
  );
}

function File({ appeals, onFiled }: { appeals: NonNullable<Programme["appeals"]>; onFiled: () => void }) {
  const { language, say } = useLanguage();
  const myself = useMyself();
  const [words, setWords] = useState("");
  const file = useTask(async () => {
    await myself((me) => me.post<Objection>("/objections", { words }));
    setWords("");
    onFiled();
  });
  return (
    <form
      class="card"
      onSubmit={(event) => {
        event.preventDefault();
        if (words.trim() !== "") void file.run();
      }}
    >
      <Field
        label={say({ zh: "为什么颜色不对？", en: "Why is the colour wrong?" })}
        hint={say({
          zh: `最多 ${String(MAX_WORDS)} 个字。${duration(appeals.answered_within, "zh")}内答复。`,
          en: `At most ${String(MAX_WORDS)} characters. You get an answer within ${duration(appeals.answered_within, language)}.`,
        })}
      >
        {(field) => (
          <textarea {...field} rows={6} maxLength={MAX_WORDS} value={words} onInput={(event) => { setWords(event.currentTarget.value); }} />
        )}
      </Field>
      {file.fault && <Failed fault={file.fault} />}
      <button type="submit" class="main" disabled={file.busy || words.trim() === ""}>{say({ zh: "提出申诉", en: "Object" })}</button>
    </form>
  );
}

function Filed({ objection }: { objection: Objection }) {
  const { language, say } = useLanguage();
  const { answer } = objection;
  return (
    <>
      <p class="soft">{dayAndTime(objection.filed_at, language)} · {named(objection.authority, language)}</p>
      <p><Swatch colour={objection.colour} /> <strong>{say(STATES[objection.state])}</strong></p>
      {!answer && <p>{say({ zh: "答复期限：", en: "Due by " })}{dayAndTime(objection.due_at, language)}</p>}
      <p class="lines">{plainLines(objection.words)}</p>
      {answer && (
        <Notice kind={answer.outcome === "upheld" ? "good" : "info"}>
          <p>
            <strong>{answer.outcome === "upheld" ? say({ zh: "申诉成立", en: "Upheld" }) : say({ zh: "申诉不成立", en: "Rejected" })}</strong>
            {" · "}{dayAndTime(answer.at, language)}
          </p>
          <p class="lines">{plainLines(answer.words)}</p>
        </Notice>
      )}
    </>
  );
}
