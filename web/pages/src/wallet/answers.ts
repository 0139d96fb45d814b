/** Answers to a programme's questions: as they stand in the form, and as they are sent. */

import type { components } from "../api.js";
import type { Text } from "../shared/language.js";
import { Refused } from "./faults.js";

export type Question = components["schemas"]["QuestionOut"];

/** Where somebody was, and the last day there, like 2026-11-21. Either may still be empty. */
export interface Stay {
  readonly region: string;
  readonly day: string;
}

/** What the form holds so far, by question: `yes` or `no`, a choice's ID, a day, a text; stays. */
export type Draft = Readonly<Record<string, string | readonly Stay[]>>;

/** What is sent, by question. */
export type Answers = Record<string, boolean | string | [string, string][]>;

/** Characters of an answer in one's own words, and stays in one answer: what the service takes. */
export const MAX_TEXT = 200;
export const MAX_STAYS = 50;
const DAY = /^[0-9]{4}-[0-9]{2}-[0-9]{2}$/;

/**
 * The answers in a form.
 *
 * @param today - the programme's day, like 2026-11-21
 * @returns what can be sent, and what has to be mended, by question in their order; nothing is sent while there is any
 */
export function readDraft(
  questions: readonly Question[],
  draft: Draft,
  today: string,
): { answers: Answers; faults: Map<string, Text> } {
  const answers: Answers = {};
  const faults = new Map<string, Text>();
  for (const question of questions) {
    const given = draft[question.id];
    const read = typeof given === "object" ? readStays(given, today) : readOne(question, (given ?? "").trim(), today);
    if (read.fault) faults.set(question.id, read.fault);
    else if (read.answer !== undefined) answers[question.id] = read.answer;
    // To have been nowhere is an answer: it is said by a list with nothing in it.
    else if (question.kind === "stays" && question.required) answers[question.id] = [];
    else if (question.required) faults.set(question.id, MISSING);
  }
  return { answers, faults };
}

interface Read {
  readonly answer?: Answers[string];
  readonly fault?: Text;
}

function readOne(question: Question, given: string, today: string): Read {
  if (given === "") return {};
  switch (question.kind) {
    case "yes-no":
      return { answer: given === "yes" };
    case "date":
      return isPast(given, today) ? { answer: given } : { fault: DAY_WRONG };
    case "text":
      // Characters as the service counts them: of both halves of a rare one once.
      return Array.from(given).length > MAX_TEXT || /[\p{Cc}]/u.test(given) ? { fault: TEXT_WRONG } : { answer: given };
    default:
      return { answer: given };
  }
}

function readStays(stays: readonly Stay[], today: string): Read {
  const begun = stays.filter(({ region, day }) => region !== "" || day !== "");
  if (begun.length === 0) return {};
  if (begun.some(({ region, day }) => region === "" || day === "")) return { fault: STAY_HALF };
  if (!begun.every(({ day }) => isPast(day, today))) return { fault: DAY_WRONG };
  return { answer: begun.map(({ region, day }) => [region, day]) };
}

function isPast(day: string, today: string): boolean {
  return DAY.test(day) && !Number.isNaN(Date.parse(day)) && day <= today;
}

/** The day in a programme's time zone, like 2026-11-21; in the device's if that zone is unknown here. */
export function dayIn(timeZone: string, seconds: number): string {
  const options = { year: "numeric", month: "2-digit", day: "2-digit" } as const;
  const date = new Date(seconds * 1000);
  let parts: Intl.DateTimeFormatPart[];
  try {
    parts = new Intl.DateTimeFormat("en-GB", { ...options, timeZone }).formatToParts(date);
  } catch {
    parts = new Intl.DateTimeFormat("en-GB", options).formatToParts(date);
  }
  const part = (type: string) => parts.find((one) => one.type === type)?.value ?? "";
  return `${part("year").padStart(4, "0")}-${part("month")}-${part("day")}`;
}

/** Which questions a refused report names: `fever: is missing; stays: a list ...`. None if it was refused for something else. */
export function refusedQuestions(error: unknown, questions: readonly Question[]): Map<string, Text> {
  const faults = new Map<string, Text>();
  if (!(error instanceof Refused)) return faults;
  const fault = REFUSALS.get(error.reason);
  if (!fault) return faults;
  const named = new Set(error.detail.split("; ").map((part) => part.split(": ", 1)[0]));
  for (const { id } of questions) {
    if (named.has(id)) faults.set(id, fault);
  }
  return faults;
}

const MISSING: Text = { zh: "请回答此项。", en: "Please answer this." };
const NOT_ACCEPTED: Text = { zh: "签发方未接受此项，请检查。", en: "The issuer didn't accept this answer; please check it." };
const DAY_WRONG: Text = {
  zh: "请填写一个已经过去的日期或今天，例如 2026-11-21。",
  en: "A day is needed that has been, or today, like 2026-11-21.",
};
const TEXT_WRONG: Text = {
  zh: `最多 ${String(MAX_TEXT)} 个字，不能换行。`,
  en: `At most ${String(MAX_TEXT)} characters on one line.`,
};
const STAY_HALF: Text = {
  zh: "每一行都要选择地区并填写最后一天；不需要的行请移除。",
  en: "Each row needs a region and the last day there; remove a row that you don't need.",
};
const DECLARED: Text = {
  zh: "以前申报的此项仍在有效期内，不能撤回：请一并填写；如有误，请提出申诉。",
  en: "What you declared here before still counts and can't be taken back: give it again, or object to the colour if it was wrong.",
};
const REFUSALS: ReadonlyMap<string, Text> = new Map([["answers_invalid", NOT_ACCEPTED], ["edit_refused", DECLARED]]);
