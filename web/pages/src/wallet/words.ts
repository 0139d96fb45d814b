/** What an issuer tells its holders, in words for the screen: each thing on one line. */

import type { components } from "../api.js";
import type { Language, Text } from "../shared/language.js";
import { dayAndTime } from "../shared/time.js";

type Schemas = components["schemas"];
type Named = Schemas["NamedOut"];
export type RecordedThing = Schemas["RecordOut"];
type RecordKind = RecordedThing["content"]["kind"];

/** Longest text of an issuer that is shown, in characters. */
const MAX_TEXT = 2000;

/** The kinds of what is on record, in the order in which people choose among them. */
export const KINDS: Readonly<Record<RecordKind, Text>> = {
  report: { zh: "填报", en: "Report" },
  reading: { zh: "体温", en: "Temperature" },
  category: { zh: "机构认定", en: "Finding of an authority" },
  application: { zh: "申请", en: "Application" },
  evidence: { zh: "外地证明", en: "Certificate from elsewhere" },
  decision: { zh: "决定", en: "Decision" },
};

const ORIGINS: Readonly<Record<string, Text>> = {
  staff: { zh: "工作人员", en: "staff" },
  holder: { zh: "本人", en: "yourself" },
  family: { zh: "家人代办", en: "family" },
  shared: { zh: "受分享者", en: "shared with somebody" },
  organisation: { zh: "单位", en: "an organisation" },
  point: { zh: "采集点", en: "a collection point" },
  import: { zh: "机构名单", en: "an authority's list" },
};

const SHOWN: Readonly<Record<string, Text>> = {
  identity: { zh: "身份（脱敏）", en: "identity (masked)" },
  colour: { zh: "颜色", en: "colour" },
  reports: { zh: "填报", en: "reports" },
  readings: { zh: "体温", en: "temperatures" },
  categories: { zh: "机构认定", en: "findings of authorities" },
  proofs: { zh: "材料", en: "proofs" },
};

const PROOFINGS: Readonly<Record<string, Text>> = {
  registrar: { zh: "窗口核验", en: "seen at a desk" },
  provider: { zh: "身份认证", en: "proven by signing in" },
  declared: { zh: "自行申报", en: "as declared" },
};

const CAUSES: Readonly<Record<string, Text>> = {
  fact: { zh: "有新的登记", en: "something was recorded" },
  time: { zh: "期限已到", en: "time went by" },
  programme: { zh: "方案变更", en: "the programme changed" },
  risk: { zh: "地区风险变更", en: "a region's risk changed" },
};

const COLOURS: Readonly<Record<string, Text>> = {
  grey: { zh: "灰码（未定）", en: "grey (undetermined)" },
  green: { zh: "绿码", en: "green" },
  yellow: { zh: "黄码", en: "yellow" },
  red: { zh: "红码", en: "red" },
  blue: { zh: "蓝码", en: "blue" },
  orange: { zh: "橙码", en: "orange" },
  plain: { zh: "通行码", en: "pass" },
};

// In the order of their numbers.
const COLOUR_NAMES: readonly string[] = ["grey", "green", "yellow", "red", "blue", "orange", "plain"];

/** Where something came from: who recorded it, or how a wallet came about. */
export const originText = (origin: string): Text => known(ORIGINS, origin);

/** What a look-up showed. */
export const shownText = (shown: string): Text => known(SHOWN, shown);

/** How it is known whose a document is. */
export const proofingText = (proofing: string): Text => known(PROOFINGS, proofing);

/** What changed a colour. */
export const causeText = (cause: string): Text => known(CAUSES, cause);

/** A colour that the API names: `green`, ... */
export const colourText = (colour: string): Text => known(COLOURS, colour);

/** The number of a colour that the API names, as in a credential (section 3.2); undefined if it is none. */
export function colourNumber(colour: string): number | undefined {
  const number = COLOUR_NAMES.indexOf(colour);
  return number < 0 ? undefined : number;
}

/** A text of an issuer as it may be shown: on one line, without control characters or marks that turn it around. */
export function plain(text: string, length = MAX_TEXT): string {
  return text.slice(0, length).replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu, " ");
}

/** A text of several lines: as {@link plain}, and lines stay lines. */
export function plainLines(text: string): string {
  return text.slice(0, MAX_TEXT).split(/\r?\n/).map((line) => plain(line)).join("\n");
}

/** What something of a programme is called; its ID if the programme doesn't know it. */
export function named(one: Named, language: Language): string {
  return plain(one.name?.[language] ?? one.id);
}

/** What a programme calls its regions, by their IDs. */
export type Regions = ReadonlyMap<string, Text>;
const NO_REGIONS: Regions = new Map();

/** One thing on record. @param regions - what regions are called; those that are not there go by their IDs */
export function onRecord(content: RecordedThing["content"], language: Language, regions = NO_REGIONS): string {
  const say = (text: Text) => text[language];
  const call = (one: Named) => named(one, language);
  switch (content.kind) {
    case "report":
      return content.answers.map((given) => `${call(given.question)} ${answerWords(given, language, regions)}`).join("\n");
    case "reading": {
      const point = content.point === null ? "" : ` · ${plain(content.point)}`;
      return `${content.temperature.toFixed(1)} °C${point}`;
    }
    case "category": {
      const what = content.lifted ? say({ zh: "解除", en: "Released from" }) : say({ zh: "认定为", en: "Put into" });
      const because = content.because ? say({ zh: "；原因：", en: "; because: " }) + call(content.because) : "";
      const until =
        content.until === null ? "" : say({ zh: "；自动结束于 ", en: "; ends by itself " }) + dayAndTime(content.until, language);
      return `${what} ${call(content.category)} · ${call(content.authority)}${because}${until}`;
    }
    case "application":
      return `${call(content.applicant)} · ${call(content.document)}`;
    case "evidence": {
      const until = dayAndTime(content.valid_until, language);
      return `${call(content.evidence)} · ${say({ zh: "有效至 ", en: "valid until " })}${until}`;
    }
    case "decision":
      return `${say(colourText(content.colour))} · ${plain(content.words)}`;
  }
}

/** What somebody answered. */
export function answerWords(given: Schemas["GivenAnswerOut"], language: Language, regions = NO_REGIONS): string {
  const { answer, label } = given;
  if (typeof answer === "boolean") return { zh: answer ? "是" : "否", en: answer ? "yes" : "no" }[language];
  if (typeof answer === "string") return plain(label?.[language] ?? answer);
  if (answer.length === 0) return { zh: "无", en: "nowhere" }[language];
  return answer.map(([region, last]) => `${plain(regions.get(region)?.[language] ?? region)} ${plain(last)}`).join(language === "zh" ? "、" : ", ");
}

function known(words: Readonly<Record<string, Text>>, word: string): Text {
  const shown = plain(word, 64);
  return Object.hasOwn(words, word) ? (words[word] ?? { zh: shown, en: shown }) : { zh: shown, en: shown };
}
