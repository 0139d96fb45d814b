/** What is said of a code that is not valid: what it is, and what to do. */

import type { CodeReason, CodeRefused } from "huepass";
import type { Text } from "../shared/language.js";
import type { Refusal } from "./session.js";

/** What it is, in a few words, and what to do about it. */
export interface Words {
  readonly what: Text;
  readonly advice: Text;
}

/** Why a code is listed, or whether it just ended, is nobody's business at a gate: one text for both. */
const NO_LONGER_VALID: Words = {
  what: { zh: "该码已失效", en: "No longer valid" },
  advice: {
    zh: "请对方在手机上刷新通行码后再出示；纸质码请向签发方重新领取。",
    en: "Ask the person to refresh the pass on the phone and show it again, or to get a new sheet from the issuer.",
  },
};

const FORGED: Text = {
  zh: "请按无效处理。如怀疑伪造，可点击“导出此码”交给核查人员。",
  en: "Treat it as not valid. If you suspect a forgery, export this code for those who look into it.",
};

const SCAN_AGAIN: Text = {
  zh: "请擦净屏幕或镜头，对准后重新扫描；仍不行时请对方重新打开通行码。",
  en: "Wipe the screen or the lens and scan again; if that fails, ask the person to bring up the pass again.",
};

const UPDATE_LISTS: Text = {
  zh: "请先更新列表（“立即同步”或加载新的文件包）再扫描；仍无效时请对方联系签发方。",
  en: "Update the lists (Sync now, or load a new bundle) and scan again; if that fails, the person should ask the issuer.",
};

/** For every reason of section 7.3 of the specification that a code can have, apart from `not_ours`. */
export const CODE_WORDS: Readonly<Record<Exclude<CodeReason, "not_ours">, Words>> = {
  too_large: {
    what: { zh: "内容过长，不是通行码", en: "Too long to be a pass" },
    advice: { zh: "请对方打开自己的通行码再出示。", en: "Ask the person to open their pass." },
  },
  bad_base45: { what: { zh: "码没有读完整", en: "The code was not read in full" }, advice: SCAN_AGAIN },
  bad_cbor: { what: { zh: "码的内容已损坏", en: "The code is damaged" }, advice: SCAN_AGAIN },
  bad_structure: { what: { zh: "码的格式不正确", en: "The code has not the form of a pass" }, advice: SCAN_AGAIN },
  unsupported_alg: { what: { zh: "签名方式不被接受", en: "Signed in a way that is not accepted" }, advice: FORGED },
  clock_behind: {
    what: { zh: "本机时钟落后", en: "The clock of this device is behind" },
    advice: {
      zh: "本机现在无法判断任何码。请在系统设置中校准日期、时间和时区，然后重新扫描。",
      en: "This device can't judge any code now. Set date, time and time zone in its system settings, then scan again.",
    },
  },
  trust_stale: {
    what: { zh: "本机没有有效的信任列表", en: "This gate has no trust list in force" },
    advice: {
      zh: "本机现在无法判断任何码。请联网后点击“立即同步”，或在“列表”中加载新的文件包。",
      en: "This gate can't judge any code now. Connect it and press Sync now, or load a new bundle under Lists.",
    },
  },
  unknown_key: { what: { zh: "签发方不在信任列表中", en: "Its issuer is not on the trust list" }, advice: UPDATE_LISTS },
  proof_missing: {
    what: { zh: "这是电子码的复制件", en: "A copy of a live pass" },
    advice: { zh: "请对方在自己的手机上打开通行码出示。", en: "Ask the person to show it live, on their own phone." },
  },
  wrong_usage: { what: { zh: "签名密钥的用途不符", en: "Signed with a key meant for something else" }, advice: FORGED },
  paper_not_accepted: {
    what: { zh: "此处不接受纸质码", en: "Paper passes are not accepted here" },
    advice: { zh: "请对方出示手机上的电子码。", en: "Ask for a live pass on a phone." },
  },
  bad_signature: { what: { zh: "签发方签名不正确", en: "The issuer's signature is wrong" }, advice: FORGED },
  bad_claims: {
    what: { zh: "码的内容不符合规定", en: "It does not say what a pass must say" },
    advice: { zh: "请对方向签发方重新领取。", en: "The person should ask the issuer for a new one." },
  },
  misaligned_expiry: { what: { zh: "码的有效期不符合规定", en: "It ends at a time its issuer never uses" }, advice: FORGED },
  key_not_valid: { what: { zh: "签发方密钥不适用于该码", en: "The issuer's key does not cover this pass" }, advice: UPDATE_LISTS },
  not_yet_valid: {
    what: { zh: "该码尚未生效", en: "Not valid yet" },
    advice: {
      zh: "请先核对本机的日期和时间，再请对方出示当前的通行码。",
      en: "Check date and time of this device first, then ask for the pass of today.",
    },
  },
  expired: NO_LONGER_VALID,
  bad_proof: { what: { zh: "不是由所属的手机出示", en: "Not shown by the phone it belongs to" }, advice: FORGED },
  proof_not_fresh: {
    what: { zh: "截图、录像，或时钟不准", en: "A picture of a pass, or a wrong clock" },
    advice: {
      zh: "请对方现场重新打开通行码；仍不行时，请核对对方手机和本机的时间。",
      en: "Ask the person to bring up the pass here and now. If that fails, compare the time of the phone with this device's.",
    },
  },
  challenge_missing: {
    what: { zh: "没有应答本机的验证码", en: "It does not answer this gate's challenge" },
    advice: {
      zh: "请点击“下一个”，由对方用通行码页面扫描验证码，再出示应答的码。不需要时请隐藏验证码。",
      en: "Press Next, let the person scan the challenge with the pass page and show the answer. Hide the challenge if you don't need it.",
    },
  },
  challenge_unexpected: {
    what: { zh: "该码是对其他验证码的应答", en: "It answers a challenge that is not shown here" },
    advice: { zh: "请对方重新打开通行码再出示。", en: "Ask the person to bring up the pass again." },
  },
  challenge_mismatch: {
    what: { zh: "应答的不是当前的验证码", en: "It answers another challenge" },
    advice: {
      zh: "请点击“新的验证码”，由对方扫描后再出示。",
      en: "Press New challenge, let the person scan that one and show the answer.",
    },
  },
  revoked: NO_LONGER_VALID,
  replayed: {
    what: { zh: "该码刚刚在此出示过", en: "Shown here a moment ago" },
    advice: {
      zh: "如是同一个人，请其重新打开通行码，或在两分半钟后再扫描；如是另一个人，可能是转发的码。",
      en: "If it is the same person, let them bring up the pass again or wait two and a half minutes. If it is someone else, the code may be passed on.",
    },
  },
};

const OPEN_PASS: Text = { zh: "请对方打开自己的通行码。", en: "Ask the person to open their pass." };

/** For texts that are no code at all, by what they look like (section 7.1 of the specification). */
export const FOREIGN_WORDS: Readonly<Record<NonNullable<CodeRefused["looksLike"]>, Words>> = {
  challenge: {
    what: { zh: "这是检查点的验证码", en: "This is the challenge of a gate" },
    advice: { zh: "验证码由对方的手机扫描。请扫描对方的通行码。", en: "It is for the person's phone to scan. Scan the person's pass." },
  },
  "issuer-code": {
    what: { zh: "这是签发方的其他码，不是通行码", en: "Another code of an issuer, not a pass" },
    advice: {
      zh: "它用于领取、登记或证明，检查点不读取。请对方打开自己的通行码。",
      en: "It is for taking a pass, for registering or for proving something; gates don't read it. Ask the person to open their pass.",
    },
  },
  "health-certificate": {
    what: { zh: "这是其他地区的健康证明", en: "A health certificate of another system" },
    advice: {
      zh: "本机不读取（其中含有姓名和医疗信息，未作任何保存）。请对方出示通行码，或按规定人工处理。",
      en: "This gate does not read it (it has a name and medical data; nothing was kept). Ask for a pass, or follow your rules for such certificates.",
    },
  },
  "web-address": {
    what: { zh: "这是一个网址，不是通行码", en: "A web address, not a pass" },
    advice: { zh: "网址没有被打开。请对方打开自己的通行码。", en: "It was not opened. Ask the person to open their pass." },
  },
  unknown: {
    what: { zh: "这不是通行码", en: "This is not a pass" },
    advice: {
      zh: `${OPEN_PASS.zh}使用扫码枪时，请确认其键盘布局为“英语（美国）”，且大写锁定已关闭。`,
      en: `${OPEN_PASS.en} With a hand scanner, make sure that it types as an English (US) keyboard and that Caps Lock is off.`,
    },
  },
};

/** What is said of a refused code. */
export function wordsOf({ reason, looksLike }: Refusal): Words {
  if (looksLike) return FOREIGN_WORDS[looksLike];
  return reason === "not_ours" ? FOREIGN_WORDS.unknown : CODE_WORDS[reason];
}
