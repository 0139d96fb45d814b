/** An application as a form: who may apply how, what it asks, what is sent, and what was refused. */

import type { components } from "../api.js";
import type { Text } from "../shared/language.js";
import { readDraft, refusedQuestions, type Answers, type Draft } from "./answers.js";
import { Refused } from "./faults.js";

type Schemas = components["schemas"];
type Programme = Schemas["ProgrammeOut"];
type Applicant = Schemas["ApplicantOut"];
type Division = Schemas["DivisionOut"];

/** For whom: oneself, or somebody of the family. */
export type ForWhom = "self" | "family";
/** How it gets known who somebody is: they say so, they sign in at an identity provider, or they go to a desk. */
export type Way = "declared" | "provider" | "desk";

/** The applicant who applies for themselves, in every programme that has one. */
const SELF = "self";
/** Numbers that say when somebody was born; whoever has one isn't asked. */
export const SAYS_BIRTHDAY = "cn-resident-id";

/** What is in the form. */
export interface Form {
  readonly applicant: string;
  readonly document: string;
  readonly number: string;
  readonly name: string;
  readonly birthDate: string;
  readonly noDevice: boolean;
  readonly division: string;
  /** What the wallet is to call the person. */
  readonly called: string;
  readonly draft: Draft;
}

export const EMPTY_FORM: Form = {
  applicant: "", document: "", number: "", name: "", birthDate: "", noDevice: false, division: "", called: "", draft: {},
};

/** How somebody who applies for another, or for themselves, lets it be known who the person is. */
export function wayOf(applicant: Applicant): Way {
  if (!applicant.channels.includes("online")) return "desk";
  if (applicant.proofing.includes("declared")) return "declared";
  return applicant.proofing.includes("provider") ? "provider" : "desk";
}

/** Who of a programme's applicants can apply here. */
export function applicantsFor(rules: Programme, forWhom: ForWhom): Applicant[] {
  return rules.applicants.filter((one) => (one.id === SELF) === (forWhom === "self") && wayOf(one) !== "desk");
}

/** What is asked for, of what was chosen so far. The only choice there is needs no choosing. */
export function chosen(rules: Programme, forWhom: ForWhom, form: Form) {
  const applicants = applicantsFor(rules, forWhom);
  const pick = <T extends { id: string }>(of: readonly T[], id: string) => (of.length === 1 ? of[0] : of.find((one) => one.id === id));
  const applicant = pick(applicants, form.applicant);
  const way = applicant && wayOf(applicant);
  const document = way === "declared" ? pick(rules.documents, form.document) : undefined;
  const asksNumber = (document?.number ?? null) !== null;
  return { applicants, applicant, way, document, asksNumber, asksBirthDate: asksNumber && document?.number !== SAYS_BIRTHDAY };
}

/** What is sent to apply; the document is empty for who signs in at a provider, which names it. */
export interface Application {
  readonly application: { readonly applicant: string; readonly document: string; readonly no_device: boolean };
  readonly identity?: { readonly number: string; readonly name: string; readonly birth_date: string };
  readonly answers: Answers;
  readonly division?: string;
}

/** A field of the form by name, or a question as `question:ID`. */
export type Faults = ReadonlyMap<string, Text>;

/**
 * What a form sends.
 *
 * @param taken - names that the wallet has for others
 * @param today - the programme's day, like 2026-11-21
 * @returns it is sent only if there are no faults
 */
export function readForm(
  rules: Programme,
  forWhom: ForWhom,
  form: Form,
  taken: readonly string[],
  today: string,
): { application: Application; faults: Faults } {
  const { applicant, way, document, asksNumber, asksBirthDate } = chosen(rules, forWhom, form);
  const faults = new Map<string, Text>();
  if (!applicant) faults.set("applicant", CHOOSE);
  if (applicant?.needs_no_device && !form.noDevice) faults.set("noDevice", NEEDS_NO_DEVICE);
  if (way === "declared" && !document) faults.set("document", CHOOSE);
  const number = form.number.trim();
  if (asksNumber && number === "") faults.set("number", NUMBER_MISSING);
  const birthDate = asksBirthDate ? form.birthDate.trim() : "";
  if (birthDate > today) faults.set("birthDate", BIRTH_DATE_WRONG);
  const read = readDraft(rules.questions, form.draft, today);
  for (const [question, fault] of read.faults) faults.set(`question:${question}`, fault);
  if (taken.includes(form.called.trim())) faults.set("called", CALLED_TAKEN);
  return {
    application: {
      application: { applicant: applicant?.id ?? "", document: document?.id ?? "", no_device: form.noDevice },
      ...(asksNumber && { identity: { number, name: form.name.trim(), birth_date: birthDate } }),
      answers: read.answers,
      ...(form.division !== "" && { division: form.division }),
    },
    faults,
  };
}

const FIELDS: Readonly<Record<string, string>> = {
  number_invalid: "number",
  number_missing: "number",
  document_not_accepted: "document",
  device_at_hand: "noDevice",
  division_unknown: "division",
};
/** Places in what is sent, as refusals name them, and their fields; the most exact ones first. */
const PLACES: readonly (readonly [string, string])[] = [
  ["birth_date", "birthDate"], ["identity.name", "name"], ["identity", "number"], ["division", "division"], ["document", "document"],
];

/** Which fields a refusal is about; none if it is about the whole. */
export function refusedFields(error: unknown, rules: Programme): Faults {
  const faults = new Map<string, Text>();
  if (!(error instanceof Refused)) return faults;
  const field = FIELDS[error.reason];
  if (field !== undefined) faults.set(field, { zh: error.title.zh, en: error.title.en });
  for (const [question, fault] of refusedQuestions(error, rules.questions)) faults.set(`question:${question}`, fault);
  if (error.reason === "request_invalid") {
    for (const said of [error.detail, ...error.fields.map((one) => one.field)]) {
      const place = PLACES.find(([part]) => said.includes(part));
      if (place) faults.set(place[1], REFUSED);
    }
  }
  return faults;
}

/** The divisions right under another one, or the first ones: `a.b` is a part of `a`. */
export function partsOf(divisions: readonly Division[], whole: string): Division[] {
  const ids = new Set(divisions.map(({ id }) => id));
  return divisions.filter(({ id }) => wholeOf(id, ids) === whole);
}

/** A division and all that it is part of, the largest first. */
export function chainOf(divisions: readonly Division[], id: string): string[] {
  const ids = new Set(divisions.map((one) => one.id));
  return id === "" ? [] : [...chainOf(divisions, wholeOf(id, ids)), id];
}

/** What a division is the next part of, of those that are there; empty if it is part of none. */
function wholeOf(id: string, ids: ReadonlySet<string>): string {
  for (let end = id.lastIndexOf("."); end > 0; end = id.lastIndexOf(".", end - 1)) {
    if (ids.has(id.slice(0, end))) return id.slice(0, end);
  }
  return "";
}

const CHOOSE: Text = { zh: "请选择一项。", en: "Please choose one." };
const NUMBER_MISSING: Text = { zh: "请填写证件号码。", en: "Please give the document's number." };
const NEEDS_NO_DEVICE: Text = {
  zh: "该途径仅限没有智能手机的人员；如本人有手机，请用其手机申请。",
  en: "This is for people without a smartphone only. Whoever has one applies with it.",
};
const BIRTH_DATE_WRONG: Text = { zh: "出生日期不能晚于今天。", en: "The date of birth can't be one to come." };
const CALLED_TAKEN: Text = { zh: "钱包中已有此称呼，请换一个。", en: "Somebody of that name is in the wallet already; choose another." };
const REFUSED: Text = { zh: "签发方未接受此项，请检查。", en: "The issuer didn't accept this; please check it." };
