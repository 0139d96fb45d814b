/** The parts of an application that ask for a document, and for where somebody belongs. */

import { useLanguage, type Text } from "../../shared/language.js";
import { chainOf, partsOf, SAYS_BIRTHDAY, type Form, type ForWhom } from "../application.js";
import { Field } from "../parts.js";
import { Choices, FieldBox, Select } from "../questionnaire.js";
import { plain } from "../words.js";
import type { Division, Programme } from "./own.js";

interface IdentityProps {
  readonly rules: Programme;
  readonly form: Form;
  readonly document: Programme["documents"][number] | undefined;
  readonly put: (change: Partial<Form>) => void;
  /** What is wrong with a field. */
  readonly wrong: (field: string) => string | undefined;
}

export function IdentityFields({ rules, form, document, put, wrong }: IdentityProps) {
  const { say } = useLanguage();
  const format = document?.number ?? null;
  const hint = format === null ? undefined : HINTS[format];
  return (
    <>
      {rules.documents.length > 1 ? (
        <Choices label={say({
          zh: "证件种类",
          en: "Document",
        })} options={rules.documents} given={form.document} wrong={wrong("document")}
          hint={`${say({
            zh: "其他证件：",
            en: "With another document: ",
          })}${plain(say(rules.other_documents))}`} onGiven={(id) => { put({ document: id }); }} />
      ) : (
        <p>{say({ zh: "证件：", en: "Document: " })}<strong>{document && plain(say(document.name))}</strong></p>
      )}
      {format !== null && (
        <>
          <p class="soft">
            {say({
              zh: "签发方不保存证件号码和姓名，只保存脱敏形式（如 4401************19、张**）和用于防止重复登记的密钥摘要。",
              en: "The issuer keeps no number and no name: only masked forms, such as 4401************19 and M** S**, and a keyed digest by which one document has one code.",
            })}
          </p>
          <Line field="number" label={{ zh: "证件号码", en: "Number" }} hint={hint} form={form} put={put} wrong={wrong} />
          <Line field="name" label={{ zh: "姓名（选填）", en: "Name (optional)" }} form={form} put={put} wrong={wrong} />
          {format !== SAYS_BIRTHDAY && (
            <FieldBox wrong={wrong("birthDate")}>
              <Field label={say({ zh: "出生日期（选填）", en: "Date of birth (optional)" })} wrong={wrong("birthDate")}>
                {(field) => <input {...field} type="date" min="1880-01-01" value={form.birthDate} onInput={(event) => { put({ birthDate: event.currentTarget.value }); }} />}
              </Field>
            </FieldBox>
          )}
        </>
      )}
    </>
  );
}

function Line({ field: name, label, hint, form, put, wrong }: Omit<IdentityProps, "rules" | "document"> & { field: "number" | "name"; label: Text; hint?: Text | undefined }) {
  const { say } = useLanguage();
  const isNumber = name === "number";
  return (
    <FieldBox wrong={wrong(name)}>
      <Field label={say(label)} hint={hint && say(hint)} wrong={wrong(name)}>
        {(field) => (
          <input {...field} type="text" inputMode="text" autocomplete="off" spellcheck={false} maxLength={64}
            autocapitalize={isNumber ? "characters" : "words"} value={form[name]} onInput={(event) => { put({ [name]: event.currentTarget.value }); }} />
        )}
      </Field>
    </FieldBox>
  );
}

/** What a number looks like, by the programme's format. */
const HINTS: Readonly<Record<string, Text>> = {
  "cn-resident-id": { zh: "18 位，末位可能是 X", en: "18 characters; the last one may be X" },
  "cn-passport": { zh: "护照号码，9 位", en: "the passport's number, 9 characters" },
  "cn-hk-macao-permit": { zh: "H 或 M 加 8 位数字", en: "H or M, then 8 digits" },
  "icao-9303": {
    zh: "护照资料页最下方第二行的前 13 个字符（护照号、校验位、国籍）",
    en: "the first 13 characters of the lowest line on the passport's data page: number, check digit, nationality",
  },
};

/** Where somebody belongs: one list of divisions after the other, each of the parts of what was chosen before. */
export function DivisionFields({ forWhom, divisions, given, onGiven, wrong }: {
  forWhom: ForWhom;
  divisions: readonly Division[];
  given: string;
  onGiven: (division: string) => void;
  wrong: string | undefined;
}) {
  const { say } = useLanguage();
  if (divisions.length === 0) return null;
  const chain = chainOf(divisions, given);
  const levels = ["", ...chain].map((whole) => ({ whole, parts: partsOf(divisions, whole) })).filter(({ parts }) => parts.length > 0);
  return (
    <FieldBox wrong={wrong}>
      {levels.map(({ whole, parts }, level) => {
        const first = forWhom === "self" ? "Where you belong (optional)" : "Where they belong (optional)";
        const label = level === 0 ? { zh: "所属地区（选填）", en: first } : { zh: "下级地区（选填）", en: "Which part of it (optional)" };
        return (
          <Field key={whole} label={say(label)} wrong={level === 0 ? wrong : undefined}>
            {(field) => (
              <Select {...field} given={chain[level] ?? ""} onGiven={(id) => { onGiven(id === "" ? whole : id); }}
                options={parts.map(({ id, zh, en }) => ({ id, name: { zh, en } }))} />
            )}
          </Field>
        );
      })}
    </FieldBox>
  );
}
