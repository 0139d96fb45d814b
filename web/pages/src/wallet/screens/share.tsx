/** Sharing a pass with another wallet. */

import { useState } from "preact/hooks";
import type { components } from "../../api.js";
import { useLanguage } from "../../shared/language.js";
import { QrCode } from "../../shared/qr.js";
import { useMyself, useTask } from "../context.js";
import { Failed, Go, Notice } from "../parts.js";
import { plain } from "../words.js";
import { Countdown, Own, useNow } from "./own.js";

type Offer = components["schemas"]["OfferOut"];

export function Share() {
  const { say } = useLanguage();
  const myself = useMyself();
  const [withCode, setWithCode] = useState(false);
  const share = useTask((txCode: boolean) => myself((me) => me.post<Offer>("/shares", { tx_code: txCode })));
  return (
    <Own title={say({ zh: "分享给另一台设备", en: "Share with another device" })}>
      {share.value ? (
        <Shared offer={share.value} over={share.clear} />
      ) : (
        <>
          <p>
            {say({
              zh: "对方的钱包扫描后，也可以出示此通行码并查看颜色原因，看不到其他内容；您的通行码不受影响。可随时在“持有此码的设备”中停用。",
              en: "Whoever scans the code that comes next can show this pass too, and see why it has its colour, but nothing else. Yours stays as it is. You can end it under “Devices with this pass”.",
            })}
          </p>
          <label class="check">
            <input type="checkbox" checked={withCode} onChange={(event) => { setWithCode(event.currentTarget.checked); }} />
            <span>
              {say({
                zh: "对方不在身边：需另行告知一个交易码，并可复制链接",
                en: "They aren't beside me: ask for a code that I tell separately, and let me copy a link",
              })}
            </span>
          </label>
          <button type="button" class="main" disabled={share.busy} onClick={() => void share.run(withCode)}>
            {say({ zh: "生成分享码", en: "Make the code" })}
          </button>
        </>
      )}
      {share.fault && <Failed fault={share.fault} />}
      <p class="after"><Go to="devices">{say({ zh: "持有此码的设备", en: "Devices with this pass" })}</Go></p>
    </Own>
  );
}

function Shared({ offer, over }: { offer: Offer; over: () => void }) {
  const { say } = useLanguage();
  const [copied, setCopied] = useState(false);
  const code = offer.tx_code ?? undefined;
  if (useNow() >= offer.expires) {
    return (
      <Notice kind="warn">
        <p>{say({ zh: "分享码已过期。", en: "The code has expired." })}</p>
        <button type="button" class="main" onClick={over}>{say({ zh: "再分享一次", en: "Share again" })}</button>
      </Notice>
    );
  }
  return (
    <>
      <p>{say({
        zh: "请用对方的钱包扫描。仅可使用一次，请勿让他人拍照。",
        en: "Scan this with the other wallet. It is good for one use; let nobody else photograph it.",
      })}</p>
      <div class="code"><QrCode text={offer.offer} label={say({ zh: "分享码", en: "Code for the other wallet" })} /></div>
      <Countdown until={offer.expires} />
      {code !== undefined && (
        <>
          <p>{say({ zh: "交易码（请通过电话等其他方式告知）：", en: "The code to tell them in another way, such as by phone:" })}</p>
          <p class="secret">{plain(code, 16)}</p>
          <p class="row">
            <button type="button" onClick={() => { navigator.clipboard.writeText(offer.offer).then(() => { setCopied(true); }, () => undefined); }}>
              {say({ zh: "复制链接", en: "Copy the link" })}
            </button>
            <span role="status">{copied && say({
              zh: "已复制；请勿与交易码一起发送。",
              en: "Copied; don't send it together with the code.",
            })}</span>
          </p>
        </>
      )}
    </>
  );
}
