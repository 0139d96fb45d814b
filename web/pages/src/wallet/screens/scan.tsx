/** One scanner for all that a wallet reads. */

import { useLanguage } from "../../shared/language.js";
import { useWallet } from "../context.js";
import { Page } from "../parts.js";
import { Reader } from "../reader.js";

export function Scan() {
  const { say } = useLanguage();
  const { go } = useWallet();
  return (
    <Page title={say({ zh: "扫一扫", en: "Scan" })}>
      <p>
        {say({
          zh: "可扫：签发方的领取码、检查点的验证码、采集点和单位的二维码。画面只在本机处理。",
          en: "An issuer’s offer, a gate’s challenge, the poster of a collection point or an organisation. What the camera sees stays on this device.",
        })}
      </p>
      <Reader onPlace={({ screen, given }) => { go(screen, given); }} />
    </Page>
  );
}
