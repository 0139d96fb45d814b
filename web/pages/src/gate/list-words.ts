/** What is said of documents and files: roots, lists, bundles. */

import type { DocumentKind, DocumentReason } from "huepass";
import { Fault } from "../shared/fault.js";
import type { Text } from "../shared/language.js";

const FETCH_AGAIN: Text = {
  zh: "请从来源重新下载；仍不行时请联系签发方。",
  en: "Get it from its source again; if that fails, ask the issuer.",
};

/** For every reason of section 7.3 of the specification that a document can have. */
export const DOCUMENT_WORDS: Readonly<Record<DocumentReason, readonly [what: Text, advice: Text]>> = {
  clock_behind: [
    { zh: "本机时钟落后", en: "The clock of this device is behind" },
    { zh: "请在系统设置中校准日期、时间和时区，然后重试。", en: "Set date, time and time zone in the system settings, then try again." },
  ],
  too_large: [{ zh: "文件过大", en: "The file is too large" }, FETCH_AGAIN],
  bad_cbor: [{ zh: "文件损坏，或不是本系统的文件", en: "The file is damaged, or none of ours" }, FETCH_AGAIN],
  bad_structure: [{ zh: "文件不是根、信任列表或吊销列表", en: "The file is no root, trust list or revocation list" }, FETCH_AGAIN],
  bad_root: [{ zh: "根文件不属于本联盟，或不是下一版本", en: "The root is not of this federation, or not the next one" }, FETCH_AGAIN],
  bad_trust_list: [{ zh: "信任列表不是本联盟签发", en: "The trust list is not one of this federation" }, FETCH_AGAIN],
  bad_revocation_list: [
    { zh: "吊销列表不是受信任的签发方签发", en: "The revocation list is not one of a trusted issuer" },
    { zh: "请先加载信任列表，再重新加载吊销列表。", en: "Load the trust list first, then this list again." },
  ],
  rollback: [
    { zh: "比本机已有的版本旧", en: "Older than what this gate has" },
    { zh: "本机保留较新的版本。请从来源取得最新的文件。", en: "The newer one stays in force. Get the newest file from its source." },
  ],
  equivocation: [
    { zh: "编号相同而内容不同", en: "Another document with the same number" },
    { zh: "本机保留先到的一份。请把此事报告给联盟管理方。", en: "The first one stays in force. Report this to the federation." },
  ],
  not_yet_issued: [
    { zh: "签发时间在未来", en: "Dated in the future" },
    { zh: "请核对本机的日期和时间，然后重试。", en: "Check date and time of this device, then try again." },
  ],
};

/** What a document is called. */
export const KIND_WORDS: Readonly<Record<DocumentKind, Text>> = {
  root: { zh: "根文件", en: "Root" },
  "trust-list": { zh: "信任列表", en: "Trust list" },
  "revocation-list": { zh: "吊销列表", en: "Revocation list" },
};

/** A refused document as a fault. */
export function documentFault(reason: DocumentReason): Fault {
  return new Fault(reason, ...DOCUMENT_WORDS[reason]);
}

/** A file that could not be fetched. */
export function fetchFailed(): Fault {
  return new Fault(
    "fetch_failed",
    { zh: "未能下载", en: "Not fetched" },
    {
      zh: "请检查网络；公共网络可能要求先登录。在列表到期之前，检查照常进行。",
      en: "Check the network; a public one may want you to sign in first. Checking goes on as before until the lists run out.",
    },
  );
}

/** An address that this page may not fetch from. */
export function elsewhere(): Fault {
  return new Fault(
    "issuer_elsewhere",
    { zh: "该签发方的地址不在本页面的许可范围内", en: "This page may not fetch from that issuer's address" },
    {
      zh: "请关闭并重新打开本页面（新版本可能已包含该地址），或加载含有该列表的文件包。",
      en: "Close this page and open it again, as a newer version may include the address; or load a bundle with that list.",
    },
  );
}

/** None of the files begins with a root. */
export function noRoot(): Fault {
  return new Fault(
    "no_root",
    { zh: "这些文件中没有根文件", en: "There is no root in these files" },
    {
      zh: "请加入根文件（root-1.cbor），或选择以根文件开头的文件包。",
      en: "Add the root (root-1.cbor), or choose a bundle that begins with one.",
    },
  );
}

/** What was kept can't be read. */
export function gateDamaged(): Fault {
  return new Fault(
    "gate_damaged",
    { zh: "本机保存的列表已损坏", en: "What this gate had kept is damaged" },
    {
      zh: "为安全起见，检查点没有自动重新开始：忘记了旧状态的检查点可能会接受旧列表，让已吊销的码通过。请先查明原因（如磁盘故障、有人改动），再重新设置，并核对根文件指纹。",
      en: "For safety it does not start anew by itself: a gate that has forgotten what it knew can be given old lists, with which revoked codes pass. Find out why first (a failing disk, someone's hand), then set it up again and compare the root's fingerprint.",
    },
  );
}

/** It was removed in another tab, or by the browser. */
export function gateRemoved(): Fault {
  return new Fault(
    "gate_removed",
    { zh: "本机的检查点数据已被移除", en: "This gate was removed from this device" },
    { zh: "数据可能在另一标签页中或由浏览器移除。请重新加载页面并重新设置。", en: "In another tab, or by the browser. Load the page again and set it up anew." },
  );
}

/** Another tab was faster. */
export function gateExists(): Fault {
  return new Fault(
    "gate_exists",
    { zh: "本机已设置过检查点", en: "This device is set up as a gate already" },
    { zh: "请重新加载页面。", en: "Load the page again." },
  );
}

/** The browser keeps nothing. */
export function storageMissing(): Fault {
  return new Fault(
    "storage_unavailable",
    { zh: "浏览器不允许此页面保存数据", en: "The browser lets this page keep nothing" },
    {
      zh: "检查点需要保存信任列表才能离线工作。请退出无痕（隐私）模式，或在浏览器设置中允许此网站保存数据，然后重新加载。",
      en: "A gate has to keep its lists to work offline. Leave private mode, or allow this site to keep data in the browser's settings, then load the page again.",
    },
  );
}
