/** A programme's questions as a form: what people answer when they apply and when they report. */

import type { ComponentChildren } from "preact";
import { useEffect, useId, useRef } from "preact/hooks";
import type { components } from "../api.js";
import { useLanguage, type Text } from "../shared/language.js";
import { now } from "../shared/time.js";
import { dayIn, MAX_STAYS, MAX_TEXT, type Draft, type Question, type Stay } from "./answers.js";
import { Field } from "./parts.js";
import { plain } from "./words.js";
import "./screens/screens.css";

type Programme = components["schemas"]["ProgrammeOut"];
/** More choices than these come as a list to open, and not all at once. */
const FEW = 6;

interface QuestionnaireProps {
  readonly programme: Programme;
  readonly draft: Draft;
  readonly onDraft: (draft: Draft) => void;
  /** What is wrong, by question. */
  readonly faults: ReadonlyMap<string, Text>;
}

/** All questions of a programme, in its order. */
export function Questionnaire({ programme, draft, onDraft, faults }: QuestionnaireProps) {
  const { say } = useLanguage();
  return (
    <>
      {programme.questions.map((question) => {
        const given = draft[question.id];
        const wrong = faults.get(question.id);
        const props = { programme, question, wrong: wrong && say(wrong) };
        const answer = (answered: Draft[string]) => { onDraft({ ...draft, [question.id]: answered }); };
        if (question.kind === "stays") return <StaysField key={question.id} {...props} given={typeof given === "object" ? given : []} onGiven={answer} />;
        return <OneField key={question.id} {...props} given={typeof given === "string" ? given : ""} onGiven={answer} />;
      })}
    </>
  );
}

interface FieldProps<T> {
  readonly programme: Programme;
  readonly question: Question;
  readonly given: T;
  readonly onGiven: (given: T) => void;
  readonly wrong: string | undefined;
}

function OneField({ programme, question, given, onGiven, wrong }: FieldProps<string>) {
  const { say } = useLanguage();
  const label = useLabel(question);
  const options = question.kind === "yes-no" ? YES_NO : question.choices;
  if (question.kind === "yes-no" || (question.kind === "choice" && options.length <= FEW)) {
    return <Choices label={label} options={options} given={given} onGiven={onGiven} wrong={wrong} optional={!question.required} />;
  }
  return (
    <FieldBox wrong={wrong}>
      <Field label={label} hint={question.kind === "text" ? say(TEXT_HINT) : undefined} wrong={wrong}>
        {(field) =>
          question.kind === "choice" ? (
            <Select {...field} options={question.choices} given={given} onGiven={onGiven} />
          ) : question.kind === "date" ? (
            <DayInput {...field} programme={programme} given={given} onGiven={onGiven} />
          ) : (
            <input {...field} type="text" autocomplete="off" maxLength={2 * MAX_TEXT} value={given} onInput={(event) => { onGiven(event.currentTarget.value); }} />
          )
        }
      </Field>
    </FieldBox>
  );
}

/** One of a few, all of them seen at once. What is optional can be taken back. */
export function Choices({ label, options, given, onGiven, wrong, optional = false, hint }: {
  label: string;
  options: readonly { id: string; name: Text }[];
  given: string;
  onGiven: (given: string) => void;
  wrong?: string | undefined;
  optional?: boolean;
  hint?: string;
}) {
  const { say } = useLanguage();
  const id = useId();
  const notes = [hint !== undefined && `${id}-hint`, wrong !== undefined && `${id}-wrong`].filter((one) => one !== false).join(" ");
  return (
    <FieldBox wrong={wrong}>
      <fieldset
        class="choices"
        role="radiogroup"
        {...(notes !== "" && { "aria-describedby": notes })}
        {...(wrong !== undefined && { "aria-invalid": true })}
      >
        <legend>{label}</legend>
        {hint !== undefined && <p id={`${id}-hint`} class="soft">{hint}</p>}
        <div class="row">
          {options.map((option) => (
            <label key={option.id} class="choice">
              <input type="radio" name={id} value={option.id} checked={given === option.id} onChange={() => { onGiven(option.id); }} />
              <span>{plain(say(option.name))}</span>
            </label>
          ))}
          {optional && given !== "" && (
            <button type="button" class="quiet" onClick={() => { onGiven(""); }}>
              {say({ zh: "清除", en: "Clear" })}
              <span class="unseen"> {label}</span>
            </button>
          )}
        </div>
        {wrong !== undefined && <p id={`${id}-wrong`} class="wrong">{wrong}</p>}
      </fieldset>
    </FieldBox>
  );
}

function StaysField({ programme, question, given, onGiven, wrong }: FieldProps<readonly Stay[]>) {
  const { say } = useLanguage();
  const label = useLabel(question);
  const id = useId();
  const list = useRef<HTMLFieldSetElement>(null);
  const today = dayIn(programme.time_zone, now());
  // Of several rows, which one has to be mended.
  const marked = (wrongHere: boolean) => wrong !== undefined && wrongHere && { "aria-invalid": true };
  const rows = given.length === 0 ? [{ region: "", day: "" }] : given;
  const put = (at: number, row: Stay) => { onGiven(rows.map((one, place) => (place === at ? row : one))); };
  const remove = (at: number) => {
    onGiven(rows.filter((_, place) => place !== at));
    list.current?.querySelector<HTMLElement>("select")?.focus(); // what had the focus is gone
  };
  return (
    <FieldBox wrong={wrong}>
      <fieldset ref={list} class="choices" aria-describedby={wrong === undefined ? `${id}-hint` : `${id}-hint ${id}-wrong`}>
        <legend>{label}</legend>
        <p id={`${id}-hint`} class="soft">
          {say({
            zh: "每个地区一行，填写在该地的最后一天。没有到过任何地方可留空。",
            en: "One row for each region, with the last day that you were there. Leave it empty if you were nowhere.",
          })}
        </p>
        {rows.map((row, at) => {
          const numbered = `${say({ zh: "第", en: "Row " })}${String(at + 1)}${say({ zh: "行：", en: ": " })}`;
          const region = say({ zh: "地区", en: "Region" });
          const last = say({ zh: "最后一天", en: "Last day there" });
          return (
            <div key={at} class="stay" role="group" aria-label={numbered.replace(/[：:]\s*$/, "")}>
              <label>
                {region}
                <Select options={programme.regions} given={row.region} {...marked(row.region === "" && row.day !== "")} onGiven={(chosen) => { put(at, { ...row, region: chosen }); }} />
              </label>
              <label>
                {last}
                <DayInput programme={programme} given={row.day} {...marked((row.day === "" && row.region !== "") || row.day > today)} onGiven={(day) => { put(at, { ...row, day }); }} />
              </label>
              <button type="button" aria-label={`${numbered}${say({
                zh: "移除",
                en: "remove",
              })}`} disabled={given.length === 0} onClick={() => { remove(at); }}>
                {say({ zh: "移除", en: "Remove" })}
              </button>
            </div>
          );
        })}
        <button type="button" disabled={rows.length >= MAX_STAYS} onClick={() => { onGiven([...rows, { region: "", day: "" }]); }}>
          {say({ zh: "添加一行", en: "Add a row" })}
        </button>
        {wrong !== undefined && <p id={`${id}-wrong`} class="wrong">{wrong}</p>}
      </fieldset>
    </FieldBox>
  );
}

/** One of many, in a list to open. */
export function Select({ options, given, onGiven, ...field }: {
  options: readonly { id: string; name: Text }[];
  given: string;
  onGiven: (given: string) => void;
  id?: string;
  "aria-invalid"?: boolean;
}) {
  const { say } = useLanguage();
  return (
    <select {...field} value={given} onChange={(event) => { onGiven(event.currentTarget.value); }}>
      <option value="">{say({ zh: "请选择", en: "Please choose" })}</option>
      {options.map((one) => <option key={one.id} value={one.id}>{plain(say(one.name))}</option>)}
    </select>
  );
}

function DayInput({ programme, given, onGiven, ...field }: {
  programme: Programme;
  given: string;
  onGiven: (given: string) => void;
  id?: string;
  "aria-invalid"?: boolean;
}) {
  return (
    <input
      {...field}
      type="date"
      max={dayIn(programme.time_zone, now())}
      value={given}
      onInput={(event) => { onGiven(event.currentTarget.value); }}
    />
  );
}

/** Where {@link useFirstFault} finds a field that has to be mended. */
export function FieldBox({ wrong, children }: { wrong: string | undefined; children: ComponentChildren }) {
  return <div class={wrong === undefined ? "" : "field-wrong"}>{children}</div>;
}

/**
 * Brings people to the first field that has to be mended, each time that faults are found.
 *
 * @param faults - another object each time
 * @returns the form's reference
 */
export function useFirstFault(faults: ReadonlyMap<string, Text>) {
  const form = useRef<HTMLFormElement>(null);
  useEffect(() => {
    const box = faults.size > 0 ? form.current?.querySelector(".field-wrong") : undefined;
    const field = box?.querySelector<HTMLElement>(MARKED) ?? box?.querySelector<HTMLElement>(FIELD);
    field?.focus();
  }, [faults]);
  return form;
}
const FIELD = ":is(input, select, textarea)";
const MARKED = `${FIELD}[aria-invalid=true]`;

function useLabel(question: Question): string {
  const { say } = useLanguage();
  const text = plain(say(question.text));
  return question.required ? text : `${text}${say({ zh: "（选填）", en: " (optional)" })}`;
}

const YES_NO: readonly { id: string; name: Text }[] = [
  { id: "yes", name: { zh: "是", en: "Yes" } },
  { id: "no", name: { zh: "否", en: "No" } },
];
const TEXT_HINT: Text = { zh: `最多 ${String(MAX_TEXT)} 个字。请不要写他人的姓名和电话。`, en: `At most ${String(MAX_TEXT)} characters. Please give no names or numbers of others.` };
