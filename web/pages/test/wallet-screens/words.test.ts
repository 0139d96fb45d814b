import { describe, expect, it } from "vitest";
import { answerWords, colourNumber, named, onRecord, originText, plain, plainLines } from "../../src/wallet/words.js";

const call = (id: string, zh: string, en: string) => ({ id, name: { zh, en } });

describe("plain", () => {
  it("keeps an issuer's text on one line, the way it is read, and no longer than expected", () => {
    expect(plain("a\nb\u0007c\u202Ed\u200Be")).toBe("a b c d e");
    expect(plain("x".repeat(5000))).toHaveLength(2000);
    expect(plainLines("a\r\nb\u202Ec")).toBe("a\nb c");
  });
});

describe("words", () => {
  it("are an ID's where the programme doesn't know it", () => {
    expect(named({ id: "old-rule", name: null }, "zh")).toBe("old-rule");
    expect(named(call("x", "发热", "fever"), "zh")).toBe("发热");
  });

  it("are nothing that every object has", () => {
    expect(originText("constructor")).toEqual({ zh: "constructor", en: "constructor" });
    expect(colourNumber("toString")).toBeUndefined();
  });

  it("say what somebody answered", () => {
    const question = call("q", "问", "?");
    expect(answerWords({ question, answer: true, label: null }, "zh")).toBe("是");
    expect(answerWords({ question, answer: false, label: null }, "en")).toBe("no");
    expect(answerWords({ question, answer: "cough", label: { zh: "咳嗽", en: "a cough" } }, "en")).toBe("a cough");
    expect(answerWords({ question, answer: [["hubei", "2020-03-01"], ["japan", "2020-03-02"]], label: null }, "zh")).toBe("hubei 2020-03-01、japan 2020-03-02");
    expect(answerWords({ question, answer: [["hubei", "2020-03-01"]], label: null }, "zh", new Map([["hubei", { zh: "湖北省", en: "Hubei" }]]))).toBe("湖北省 2020-03-01");
    expect(answerWords({ question, answer: [], label: null }, "en")).toBe("nowhere");
  });
});

describe("onRecord", () => {
  it("says each kind on record in the language of the page", () => {
    const answers = [{ question: call("fever", "是否发热？", "Fever?"), answer: true, label: null }];
    expect(onRecord({ kind: "report", answers }, "zh")).toBe("是否发热？ 是");
    expect(onRecord({ kind: "reading", temperature: 37, point: "东门" }, "en")).toBe("37.0 °C · 东门");
    const category = { kind: "category" as const, category: call("c", "密切接触者", "Close contact"), authority: call("cdc", "疾控中心", "CDC"), because: call("h", "同住", "household"), until: null };
    expect(onRecord({ ...category, lifted: false }, "en")).toBe("Put into Close contact · CDC; because: household");
    expect(onRecord({ ...category, lifted: true, because: null }, "zh")).toBe("解除 密切接触者 · 疾控中心");
    expect(onRecord({ kind: "decision", colour: "red", words: "by hand" }, "zh")).toBe("红码 · by hand");
  });
});
