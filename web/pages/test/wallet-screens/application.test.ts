import { describe, expect, it } from "vitest";
import type { components } from "../../src/api.js";
import { applicantsFor, chainOf, chosen, EMPTY_FORM, partsOf, readForm, refusedFields, wayOf } from "../../src/wallet/application.js";
import { Refused } from "../../src/wallet/faults.js";

type Programme = components["schemas"]["ProgrammeOut"];
const name = { zh: "名", en: "name" };
const TODAY = "2026-11-21";

function applicant(id: string, proofing: string[], more = {}) {
  return { id, name, channels: ["online"], needs_no_device: false, proofing, ...more };
}

const RULES: Programme = {
  id: "p", version: 1, title: name, notice: name, time_zone: "Asia/Shanghai", colours: [], report_lasts: null,
  documents: [{ id: "mainland-id", name, number: "cn-resident-id" }, { id: "passport", name, number: "icao-9303" }, { id: "none", name, number: null }],
  other_documents: name,
  applicants: [applicant("self", ["declared"]), applicant("family", ["provider", "registrar"], { needs_no_device: true }), applicant("community", ["registrar"], { channels: ["offline"] })],
  questions: [{ id: "fever", text: name, kind: "yes-no", choices: [], counts_for: null, required: true }],
  regions: [], paper: null, appeals: null, proofs: [],
};
const FILLED = { ...EMPTY_FORM, document: "passport", number: " E12345678 ", draft: { fever: "no" } };

function refused(reason: string, detail = "", fields: { field: string; fault: string }[] = []) {
  return new Refused(reason, name, name, { status: 422, detail, fields });
}

describe("wayOf", () => {
  it("takes the way that needs least, and a desk where nothing goes over the network", () => {
    expect(wayOf(applicant("self", ["provider", "declared"]))).toBe("declared");
    expect(wayOf(applicant("self", ["provider", "registrar"]))).toBe("provider");
    expect(wayOf(applicant("self", ["registrar"]))).toBe("desk");
    expect(wayOf(applicant("self", ["declared"], { channels: ["offline"] }))).toBe("desk");
  });
});

describe("applicantsFor", () => {
  it("keeps who applies for themselves and who applies for others apart", () => {
    expect(applicantsFor(RULES, "self").map(({ id }) => id)).toEqual(["self"]);
    expect(applicantsFor(RULES, "family").map(({ id }) => id)).toEqual(["family"]);
  });
});

describe("readForm", () => {
  const read = (form: typeof EMPTY_FORM, taken: string[] = []) => readForm(RULES, "self", form, taken, TODAY);

  it("sends a document with its number, and only what was asked for", () => {
    expect(read({ ...FILLED, name: "Mustermann", birthDate: "1985-03-12", division: "a.b" }).application).toEqual({
      application: { applicant: "self", document: "passport", no_device: false },
      identity: { number: "E12345678", name: "Mustermann", birth_date: "1985-03-12" },
      answers: { fever: false },
      division: "a.b",
    });
  });

  it("sends no birthday that the number says itself", () => {
    expect(read({ ...FILLED, document: "mainland-id", birthDate: "1985-03-12" }).application.identity?.birth_date).toBe("");
  });

  it("sends no number of a document that has none", () => {
    const { application, faults } = read({ ...FILLED, document: "none" });
    expect(application.identity).toBeUndefined();
    expect(faults.size).toBe(0);
  });

  it("names every field that has to be mended", () => {
    const { faults } = read({ ...EMPTY_FORM, document: "passport", birthDate: "2027-01-01", called: "妈妈" }, ["妈妈"]);
    expect([...faults.keys()]).toEqual(["number", "birthDate", "question:fever", "called"]);
    expect([...read(EMPTY_FORM).faults.keys()]).toEqual(["document", "question:fever"]);
  });

  it("sends no document for somebody who signs in, and asks whether they have no phone where that counts", () => {
    const form = { ...FILLED, noDevice: true };
    expect(readForm(RULES, "family", form, [], TODAY).application).toEqual({
      application: { applicant: "family", document: "", no_device: true },
      answers: { fever: false },
    });
    expect([...readForm(RULES, "family", FILLED, [], TODAY).faults.keys()]).toEqual(["noDevice"]);
  });
});

describe("chosen", () => {
  it("chooses the only one there is", () => {
    expect(chosen({ ...RULES, documents: RULES.documents.slice(0, 1) }, "self", EMPTY_FORM).document?.id).toBe("mainland-id");
    expect(chosen(RULES, "self", EMPTY_FORM).document).toBeUndefined();
  });
});

describe("refusedFields", () => {
  it.each([
    ["number_invalid", "", [], ["number"]],
    ["document_not_accepted", "", [], ["document"]],
    ["device_at_hand", "", [], ["noDevice"]],
    ["answers_invalid", "fever: is missing", [], ["question:fever"]],
    ["request_invalid", "birth_date: a day like 2001-12-31, gone by", [], ["birthDate"]],
    ["request_invalid", "", [{ field: "body.identity.number", fault: "too_long" }], ["number"]],
    ["person_exists", "", [], []],
  ])("finds the fields of %s", (reason, detail, fields, expected) => {
    expect([...refusedFields(refused(reason, detail, fields), RULES).keys()]).toEqual(expected);
  });

  it("finds none in other errors", () => {
    expect(refusedFields(new Error("number_invalid"), RULES).size).toBe(0);
  });
});

describe("divisions", () => {
  const all = ["a", "a.b", "a.b.c.d", "e", "f.g"].map((id) => ({ id, zh: id, en: id }));
  const ids = (whole: string) => partsOf(all, whole).map(({ id }) => id);

  it("are parts of the next one that there is", () => {
    expect(ids("")).toEqual(["a", "e", "f.g"]);
    expect(ids("a")).toEqual(["a.b"]);
    expect(ids("a.b")).toEqual(["a.b.c.d"]);
    expect(ids("e")).toEqual([]);
  });

  it("stand in chains", () => {
    expect(chainOf(all, "a.b.c.d")).toEqual(["a", "a.b", "a.b.c.d"]);
    expect(chainOf(all, "")).toEqual([]);
  });
});
