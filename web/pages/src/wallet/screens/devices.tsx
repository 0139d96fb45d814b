/** The wallets that hold the person's pass: which there are, and ending one. */

import { useState } from "preact/hooks";
import type { components } from "../../api.js";
import { useLanguage, type Text } from "../../shared/language.js";
import { dayAndTime } from "../../shared/time.js";
import { useMyself, useTask } from "../context.js";
import { Failed, Notice, TwoStep } from "../parts.js";
import { plain } from "../words.js";
import { Listing } from "./listing.js";
import { Own } from "./own.js";

type Device = components["schemas"]["OwnWalletOut"];
type Ended = components["schemas"]["OwnWalletEndedOut"];

/** How a wallet came to the pass, by the origin of its offer. */
const CAME: ReadonlyMap<string, Text> = new Map([
  ["staff", { zh: "在窗口领取", en: "got at a desk" }],
  ["holder", { zh: "自助申领", en: "applied for by yourself" }],
  ["family", { zh: "家人代为申领", en: "applied for by family" }],
  ["shared", { zh: "分享所得", en: "shared" }],
]);

export function Devices() {
  const { language, say } = useLanguage();
  const myself = useMyself();
  const [ended, setEnded] = useState(0);
  const title = say({ zh: "持有此码的设备", en: "Devices with this pass" });
  const end = useTask(async (wallet: string) => {
    const done = await myself((me) => me.post<Ended>(`/wallets/${wallet}/end`, {}));
    setEnded((count) => count + 1);
    return done;
  });
  return (
    <Own title={title}>
      <p>
        {say({
          zh: "以下钱包可以出示您的通行码。不认识的、或手机已丢失的，请停用。",
          en: "These wallets can show your pass. End one that you don't know, or whose phone is lost.",
        })}
      </p>
      {end.fault && <Failed fault={end.fault} />}
      {end.value && <Notice kind="good"><p>{say({ zh: "已停用。", en: "Ended." })} {plain(say(end.value.note))}</p></Notice>}
      <Listing<Device> path="/wallets" again={String(ended)} label={title}>
        {(one) => (
          <>
            <p>
              <strong>{one.is_this ? say({ zh: "本设备", en: "This device" }) : say({ zh: "另一台设备", en: "Another device" })}</strong>
              <Came origin={one.origin} />
            </p>
            <p class="soft">{say({ zh: "自 ", en: "Since " })}{dayAndTime(one.since, language)}</p>
            {!one.is_this && (
              <TwoStep
                label={say({ zh: "停用", en: "End it" })}
                warning={{
                  zh: "停用后，该钱包不再获得新码；已有的码数小时内失效。此操作不能撤销。",
                  en: "That wallet gets no new codes; those that it has end within hours. This can't be undone.",
                }}
                sure={say({ zh: "确认停用", en: "End it now" })}
                disabled={end.busy}
                onSure={() => void end.run(one.wallet)}
              />
            )}
          </>
        )}
      </Listing>
    </Own>
  );
}

function Came({ origin }: { origin: string }) {
  const { say } = useLanguage();
  const came = CAME.get(origin);
  return came ? <> · {say(came)}</> : null;
}
