/** What a scanned or pasted text is, and where in the wallet it belongs; pure. */

import { CHALLENGE_PREFIX, CODE_PREFIX, readChallengeText, stripLineEnd } from "huepass";
import { Fault } from "../shared/fault.js";
import { looksLike } from "../shared/looks-like.js";
import { isOffer } from "./offer.js";
import type { Screen } from "./context.js";

/** Where a text belongs. */
export interface Place {
  readonly screen: Screen;
  readonly given: string;
}

/**
 * Where a text belongs, or what it is instead.
 *
 * @param scanned - what a scanner read, or what was pasted
 * @returns a fault, made without a word of the text, if the wallet has no use for it
 */
export function placeOf(scanned: string): Place | Fault {
  const text = stripLineEnd(scanned).trim();
  if (isOffer(text)) return { screen: "add", given: text };
  if (text.startsWith(CHALLENGE_PREFIX)) return challenge(text);
  if (text.startsWith("HPP1:")) return { screen: "reading", given: text };
  if (text.startsWith("HPO1:")) return { screen: "memberships", given: text };
  if (text.startsWith(CODE_PREFIX)) return someonesPass();
  if (/^HP[ERS]1:/u.test(text)) return forIssuers();
  const kind = looksLike(text);
  if (kind === "health-certificate") return healthCertificate();
  return kind === "web-address" ? webAddress() : unknownCode();
}

function challenge(text: string): Place | Fault {
  try {
    readChallengeText(text);
    return { screen: "challenge", given: text };
  } catch {
    return new Fault(
      "challenge_invalid",
      { zh: "无法读取检查点的验证码", en: "This gate’s challenge can’t be read" },
      { zh: "请检查点重新显示验证码，然后再扫一次。", en: "Ask the gate to show a new one, then scan again." },
    );
  }
}

function someonesPass(): Fault {
  return new Fault(
    "pass_not_for_wallets",
    { zh: "这是一个通行码", en: "This is somebody’s pass" },
    {
      zh: "通行码只由检查点扫描，钱包不读取。要添加持码人，请扫描签发方给出的领取码。",
      en: "Only gates read passes; a wallet does not. To add a person, scan the offer that the issuer gives.",
    },
  );
}

function forIssuers(): Fault {
  return new Fault(
    "code_for_issuer",
    { zh: "这个码由工作人员使用", en: "This code is for the issuer’s staff" },
    { zh: "钱包用不到它。请向给您这个码的人确认应扫哪一个。", en: "A wallet has no use for it. Ask who gave it to you which code to scan." },
  );
}

function healthCertificate(): Fault {
  return new Fault(
    "health_certificate",
    { zh: "这是健康证书", en: "This is a health certificate" },
    {
      zh: "它不是领取码。如果当地认可此证书，请到签发方窗口出示，由工作人员登记。",
      en: "It is not an offer. Where it counts, show it at the issuer’s desk, and staff will put it on record.",
    },
  );
}

function webAddress(): Fault {
  return new Fault(
    "web_address",
    { zh: "这是网页链接", en: "This is a web address" },
    {
      zh: "钱包不会打开网页链接。请扫描签发方给出的领取码，或检查点、采集点的二维码。",
      en: "The wallet opens no web addresses. Scan the issuer’s offer, a gate’s challenge or a collection point’s poster.",
    },
  );
}

function unknownCode(): Fault {
  return new Fault(
    "code_unknown",
    { zh: "无法识别这个码", en: "This code is not known here" },
    {
      zh: "请扫描签发方给出的领取码，或检查点、采集点、单位的二维码。",
      en: "Scan the issuer’s offer, a gate’s challenge, or the poster of a collection point or an organisation.",
    },
  );
}
