/** How old the gate's documents are, and what that means. Pure. */

import { isClockBehind, type FederationState, type Issuer, type Texts } from "huepass";
import type { Language, Text } from "../shared/language.js";
import { dayAndTime, duration } from "../shared/time.js";

/** One issuer's revocation list. Times in seconds. */
export interface ListAge {
  readonly issuer: Issuer;
  readonly iat: number | undefined;
  readonly freshUntil: number | undefined;
  /** Too old, or not there: a pass of this issuer then becomes a check (section 5.3). */
  readonly stale: boolean;
}

/** What there is to say about the gate's documents. */
export interface ListsAge {
  readonly clockBehind: boolean;
  /** When the trust list or the root ends, whichever is first; undefined without a trust list. */
  readonly trustUntil: number | undefined;
  readonly trustOver: boolean;
  /** Whether that is near. */
  readonly trustEnding: boolean;
  readonly lists: readonly ListAge[];
}

/** The end of the trust list is told of so long before, in seconds. */
export const TRUST_WARNING = 3 * 86_400;

/** @param now - seconds */
export function listsAge(state: FederationState, now: number): ListsAge {
  const { root, trustList, revocationLists } = state;
  const trustUntil = trustList && Math.min(trustList.exp, root.exp);
  const lists = [...(trustList?.issuers.values() ?? [])].map((issuer) => {
    const list = revocationLists.get(issuer.id);
    return { issuer, iat: list?.iat, freshUntil: list?.freshUntil, stale: !list || now >= list.freshUntil };
  });
  const trustOver = trustUntil === undefined || now >= trustUntil;
  return {
    clockBehind: isClockBehind(state, now),
    trustUntil,
    trustOver,
    trustEnding: !trustOver && now >= trustUntil - TRUST_WARNING,
    lists,
  };
}

/** A line about the documents, and how bad it is. */
export interface Line {
  readonly level: "good" | "soon" | "bad";
  readonly text: string;
}

/** What the head of the scan screen says, the worst first; never empty. */
export function lines(age: ListsAge, now: number, language: Language): Line[] {
  const say = (text: Text): string => text[language];
  const at = (seconds: number): string => dayAndTime(seconds, language);
  const found: Line[] = [];
  if (age.clockBehind) {
    found.push({
      level: "bad",
      text: say({
        zh: "本机时钟落后，所有码都无法判断。请在系统设置中校准日期和时间。",
        en: "The clock of this device is behind: no code can be judged. Set date and time in the system settings.",
      }),
    });
  }
  if (age.trustUntil === undefined) {
    found.push({
      level: "bad",
      text: say({
        zh: "没有信任列表，所有码都无法判断。请立即同步或加载文件包。",
        en: "No trust list: no code can be judged. Sync now, or load a bundle.",
      }),
    });
  } else if (age.trustOver) {
    found.push({
      level: "bad",
      text: say({
        zh: `信任列表已于 ${at(age.trustUntil)} 到期，所有码都无法判断。请立即同步或加载新的文件包。`,
        en: `The trust list ended ${at(age.trustUntil)}: no code can be judged. Sync now, or load a new bundle.`,
      }),
    });
  } else if (age.trustEnding) {
    found.push({
      level: "soon",
      text: say({
        zh: `信任列表将于 ${at(age.trustUntil)} 到期；此后所有码都无法判断。请在此之前同步或加载新的文件包。`,
        en: `The trust list ends ${at(age.trustUntil)}; then no code can be judged. Sync or load a new bundle before.`,
      }),
    });
  }
  const stale = age.lists.filter((list) => list.stale);
  if (stale.length > 0) {
    const names = stale.map(({ issuer }) => nameOf(issuer, language)).join(language === "zh" ? "、" : ", ");
    found.push({
      level: "bad",
      text: say({
        zh: `吊销列表已过期：${names}。“通过”将显示为“查验”。请立即同步或加载新的文件包。`,
        en: `Revocation list out of date: ${names}. What would pass is shown as check. Sync now, or load a new bundle.`,
      }),
    });
  }
  const fresh = age.lists.filter((list) => !list.stale);
  if (fresh.length > 0) {
    const oldest = Math.min(...fresh.map(({ iat }) => iat ?? now));
    const until = Math.min(...fresh.map(({ freshUntil }) => freshUntil ?? now));
    const old = duration(now - oldest, language);
    found.push({
      level: "good",
      text: say({ zh: `吊销列表签发于${old}前，有效至 ${at(until)}`, en: `Revocation lists ${old} old, good until ${at(until)}` }),
    });
  }
  return found.length > 0
    ? found
    : [{ level: "soon", text: say({ zh: "信任列表中没有签发方", en: "There is no issuer on the trust list" }) }];
}

/** The name of an issuer in a language, or in any, or its ID. */
export function nameOf({ id, names }: Pick<Issuer, "id" | "names">, language: Language): string {
  return textIn(names, language) ?? id;
}

/** A text in a language, or in any. */
export function textIn(texts: Texts | undefined, language: Language): string | undefined {
  return texts?.get(language) ?? texts?.values().next().value;
}
