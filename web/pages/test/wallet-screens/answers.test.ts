import { describe, expect, it } from "vitest";
import { dayIn, MAX_TEXT, readDraft, refusedQuestions, type Question } from "../../src/wallet/answers.js";
import { Refused } from "../../src/wallet/faults.js";

const TODAY = "2026-11-21";
const text = { zh: "问", en: "?" };

function question(id: string, kind: string, more: Partial<Question> = {}): Question {
  return { id, kind, text, choices: [], counts_for: null, required: true, ...more };
}

function refused(reason: string, detail: string): Refused {
  return new Refused(reason, text, text, { status: 422, detail, fields: [] });
}

describe("readDraft", () => {
  it("sends answers as the service takes them", () => {
    const questions = [
      question("fever", "yes-no"),
      question("cough", "yes-no"),
      question("symptoms", "choice", { choices: [{ id: "none", name: text }] }),
      question("contact", "date"),
      question("remarks", "text"),
      question("stays", "stays"),
    ];
    const stays = [{ region: "hubei", day: "2026-11-20" }, { region: "", day: "" }];
    const draft = { fever: "yes", cough: "no", symptoms: "none", contact: TODAY, remarks: " 无 ", stays };
    expect(readDraft(questions, draft, TODAY)).toEqual({
      answers: { fever: true, cough: false, symptoms: "none", contact: TODAY, remarks: "无", stays: [["hubei", "2026-11-20"]] },
      faults: new Map(),
    });
  });

  it("asks for what is needed and leaves out what may be", () => {
    const questions = [question("fever", "yes-no"), question("contact", "date", { required: false })];
    const { answers, faults } = readDraft(questions, {}, TODAY);
    expect(answers).toEqual({});
    expect([...faults.keys()]).toEqual(["fever"]);
  });

  it("never answers yes or no for somebody", () => {
    expect(readDraft([question("fever", "yes-no", { required: false })], { fever: "" }, TODAY).answers).toEqual({});
  });

  it("says by an empty list that somebody was nowhere", () => {
    expect(readDraft([question("stays", "stays")], { stays: [{ region: "", day: "" }] }, TODAY).answers).toEqual({ stays: [] });
    expect(readDraft([question("stays", "stays")], {}, TODAY).answers).toEqual({ stays: [] });
  });

  it.each([
    ["a day to come", question("q", "date"), "2026-11-22"],
    ["no day", question("q", "date"), "21.11.2026"],
    ["a day that is none", question("q", "date"), "2026-13-01"],
    ["a text that is too long", question("q", "text"), "长".repeat(MAX_TEXT + 1)],
    ["a text with control characters", question("q", "text"), "a\u0000b"],
    ["half a stay", question("q", "stays"), [{ region: "hubei", day: "" }]],
    ["the other half", question("q", "stays"), [{ region: "", day: TODAY }]],
    ["a stay to come", question("q", "stays"), [{ region: "hubei", day: "2027-01-01" }]],
  ])("refuses %s", (_, asked, given) => {
    const { answers, faults } = readDraft([asked], { q: given }, TODAY);
    expect(answers).toEqual({});
    expect([...faults.keys()]).toEqual(["q"]);
  });

  it("counts characters as the service does", () => {
    expect(readDraft([question("q", "text")], { q: "𠮷".repeat(MAX_TEXT) }, TODAY).faults.size).toBe(0);
  });
});

describe("dayIn", () => {
  it("is the programme's day, not that of the device", () => {
    const evening = Date.UTC(2026, 10, 21, 17) / 1000;
    expect(dayIn("Asia/Shanghai", evening)).toBe("2026-11-22");
    expect(dayIn("America/New_York", evening)).toBe("2026-11-21");
  });

  it("does without a time zone that the browser doesn't know", () => {
    expect(dayIn("Moon/Crater", 0)).toMatch(/^19(69|70)-\d\d-\d\d$/);
  });
});

describe("refusedQuestions", () => {
  const questions = [question("fever", "yes-no"), question("dry_fever", "yes-no"), question("stays", "stays")];

  it("finds the questions that a refusal names", () => {
    const error = refused("answers_invalid", 'dry_fever: is missing; stays: a list like [["REGION", "2026-11-21"]] is needed');
    expect([...refusedQuestions(error, questions).keys()]).toEqual(["dry_fever", "stays"]);
  });

  it("says what can't be taken back", () => {
    const faults = refusedQuestions(refused("edit_refused", "stays: a day is gone or earlier"), questions);
    expect([...faults.keys()]).toEqual(["stays"]);
    expect(faults.get("stays")?.zh).toContain("不能撤回");
  });

  it("finds none in other refusals and other errors", () => {
    expect(refusedQuestions(refused("not_permitted", "fever: is missing"), questions).size).toBe(0);
    expect(refusedQuestions(new Error("fever: is missing"), questions).size).toBe(0);
  });
});
