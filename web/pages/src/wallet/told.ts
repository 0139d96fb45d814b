/** What an issuer calls its things, in both languages; pure. */

import type { Text } from "../shared/language.js";
import type { Person } from "./model.js";

// For issuers that don't say what they call their colours; by the number in a credential (section 3.2).
const PLAIN: readonly Text[] = [
  { zh: "灰色", en: "grey" },
  { zh: "绿色", en: "green" },
  { zh: "黄色", en: "yellow" },
  { zh: "红色", en: "red" },
  { zh: "蓝色", en: "blue" },
  { zh: "橙色", en: "orange" },
  { zh: "无色", en: "plain" },
];
const UNKNOWN: Text = { zh: "未知颜色", en: "unknown colour" };

/** What a person's issuer calls a colour. */
export function colourLabel(person: Pick<Person, "colours">, colour: number): Text {
  const plain = PLAIN[colour] ?? UNKNOWN;
  const labels = person.colours[colour]?.labels ?? {};
  return { zh: labels["zh"] ?? plain.zh, en: labels["en"] ?? plain.en };
}

/** A person's issuer: its name, else its address. */
export function issuerName(person: Pick<Person, "issuer" | "issuerNames">): Text {
  const { zh, en } = person.issuerNames;
  const host = person.issuer.replace(/^https?:\/\//u, "");
  return { zh: zh ?? en ?? host, en: en ?? zh ?? host };
}

/** Who comes before or after a person, around the ends; undefined if there is nobody else. */
export function neighbour<P extends { readonly id: string }>(persons: readonly P[], id: string, step: 1 | -1): P | undefined {
  const at = persons.findIndex((one) => one.id === id);
  return at < 0 || persons.length < 2 ? undefined : persons[(at + step + persons.length) % persons.length];
}
