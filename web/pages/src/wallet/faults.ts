/** What can go wrong in a wallet, in words. */

import { Fault } from "../shared/fault.js";
import type { Text } from "../shared/language.js";

/** A problem document of the issuer's, in its own words (RFC 9457). */
export class Refused extends Fault {
  /** The HTTP status. */
  readonly status: number;
  /** What helps to mend it, for programs; empty if there is nothing. */
  readonly detail: string;
  /** Of `request_invalid`: what is wrong where. */
  readonly fields: readonly { readonly field: string; readonly fault: string }[];

  constructor(reason: string, title: Text, advice: Text, more: Pick<Refused, "status" | "detail" | "fields">) {
    super(reason, title, advice);
    this.status = more.status;
    this.detail = more.detail;
    this.fields = more.fields;
  }
}

/** No network, or a server that doesn't answer. */
export function fetchFailed(): Fault {
  return new Fault(
    "fetch_failed",
    { zh: "无法连接签发方", en: "The issuer can't be reached" },
    {
      zh: "请检查网络后重试；公共网络可能要求先登录。",
      en: "Check the network and try again; a public one may want you to sign in first.",
    },
  );
}

/** The issuer's service answers, but not as the standard says. */
export function issuerUnusable(): Fault {
  return new Fault(
    "issuer_unusable",
    { zh: "签发方的应答无法使用", en: "The issuer's answer is of no use" },
    { zh: "请稍后再试；如仍出现，请告知签发方。", en: "Try again later; if it stays so, tell the issuer." },
  );
}

/** The issuer's service refuses, without a reason of ours. */
export function issuerRefused(): Fault {
  return new Fault(
    "issuer_refused",
    { zh: "签发方拒绝了请求", en: "The issuer refuses" },
    {
      zh: "请核对本机的日期和时间，稍后再试，或询问签发方。",
      en: "Check date and time of this device, try later, or ask the issuer.",
    },
  );
}

/** An address that is not used. */
export function addressRefused(): Fault {
  return new Fault(
    "address_refused",
    { zh: "不使用该地址", en: "This address is not used" },
    {
      zh: "签发方的地址必须以 https:// 开头。请向签发方索取正确的内容。",
      en: "An issuer's address begins with https://. Ask the issuer for the right one.",
    },
  );
}

/**
 * Another issuer's, whom this page may not connect to.
 *
 * @param issuer - its address
 */
export function issuerElsewhere(issuer: string): Fault {
  const page = `${issuer.replace(/\/+$/u, "")}/wallet/`;
  return new Fault(
    "issuer_elsewhere",
    { zh: "这是另一个签发方的通行码", en: "This is of another issuer" },
    {
      zh: `本页面不能连接该签发方。如您信任它，请打开它自己的钱包页面：${page}`,
      en: `This page can't connect to that issuer. If you trust it, open its own wallet page: ${page}`,
    },
  );
}

/** Something that is no offer. */
export function offerInvalid(): Fault {
  return new Fault(
    "offer_invalid",
    { zh: "这不是领取码", en: "This is no offer" },
    {
      zh: "请重新扫描签发方给您的领取码，或复制完整的链接。",
      en: "Scan the code that the issuer gave you again, or copy the whole link.",
    },
  );
}

/** An offer that the issuer doesn't accept. */
export function offerRefused(): Fault {
  return new Fault(
    "offer_refused",
    { zh: "签发方不接受此领取码", en: "The issuer does not accept this offer" },
    {
      zh: "它可能已使用、已过期，或交易码不正确。请核对交易码，或向签发方重新索取。",
      en: "It was used, is too old, or the transaction code is wrong. Check that code, or ask for a new offer.",
    },
  );
}

/** The code that the person was told besides the offer is missing. */
export function txCodeMissing(): Fault {
  return new Fault(
    "tx_code_missing",
    { zh: "还需要交易码", en: "A transaction code is needed" },
    { zh: "请输入签发方另外告知您的交易码。", en: "Type the code that the issuer told you besides." },
  );
}

/** Nobody of this wallet. */
export function holderUnknown(): Fault {
  return new Fault(
    "holder_unknown",
    { zh: "钱包中没有此人", en: "This person is not in the wallet" },
    { zh: "可能已在另一个标签页中移除。请返回重新选择。", en: "Another tab may have removed them. Go back and choose again." },
  );
}

/** Two of one name. */
export function holderExists(): Fault {
  return new Fault(
    "holder_exists",
    { zh: "钱包中已有此称呼", en: "Somebody of that name is here already" },
    { zh: "请换一个称呼。", en: "Choose another name." },
  );
}

/** A name that can't be shown. */
export function nameInvalid(): Fault {
  return new Fault(
    "name_invalid",
    { zh: "此称呼不能使用", en: "This name can't be used" },
    { zh: "请输入 1 至 64 个字。", en: "A name has 1 to 64 letters." },
  );
}

/** The issuer gives no more for now. */
export function credentialsDenied(): Fault {
  return new Fault(
    "credentials_denied",
    { zh: "签发方目前不再发放", en: "The issuer gives no more codes for now" },
    { zh: "请几小时后再试。", en: "Try again in the next hours." },
  );
}

/** The issuer has ended this wallet. */
export function walletEnded(): Fault {
  return new Fault(
    "wallet_ended",
    { zh: "此通行码已停用", en: "This pass has ended" },
    {
      zh: "签发方已停用，或无法续领。请向签发方重新索取领取码。",
      en: "The issuer has ended it, or it can't be renewed. Ask the issuer for a new offer.",
    },
  );
}

/** Nothing can be shown now. */
export function stripEnded(): Fault {
  return new Fault(
    "strip_ended",
    { zh: "目前没有可出示的通行码", en: "There is nothing valid to show now" },
    { zh: "请联网后刷新，并核对本机的日期和时间。", en: "Refresh with the network on, and check date and time of this device." },
  );
}

/** Another tab is at the network. */
export function walletBusy(): Fault {
  return new Fault(
    "wallet_busy",
    { zh: "钱包正在刷新", en: "The wallet is being refreshed" },
    { zh: "另一项刷新尚未完成，请稍后重试。", en: "Another refresh is under way; try again in a moment." },
  );
}

/** There is no place to keep anything. */
export function storageUnavailable(): Fault {
  return new Fault(
    "storage_unavailable",
    { zh: "浏览器不允许保存数据", en: "The browser keeps nothing for this page" },
    {
      zh: "请不要使用无痕（隐私）模式，并在浏览器设置中允许本网站保存数据，然后重新打开。",
      en: "Leave private mode, allow this site to keep data in the browser's settings, and open the page again.",
    },
  );
}

/** Another version of the page has the database. */
export function walletNewer(): Fault {
  return new Fault(
    "wallet_newer",
    { zh: "钱包已在另一版本的页面中打开", en: "The wallet is open in another version of this page" },
    {
      zh: "请关闭本网站的所有其他标签页，然后重新加载。",
      en: "Close all other tabs of this site, then load this page again.",
    },
  );
}
