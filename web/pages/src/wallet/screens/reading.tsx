/** A code for one reading at a collection point: made from the point's code, shown for five minutes. */

import { useState } from "preact/hooks";
import type { components } from "../../api.js";
import { useLanguage } from "../../shared/language.js";
import { QrCode } from "../../shared/qr.js";
import { useMyself, useTask, useWallet } from "../context.js";
import { Failed, Field, Go, Notice } from "../parts.js";
import { Countdown, Own, useNow } from "./own.js";

type Made = components["schemas"]["ReadingTokenOut"];

export function Reading() {
  const { say } = useLanguage();
  const { given } = useWallet();
  const myself = useMyself();
  const [point, setPoint] = useState(given ?? "");
  const make = useTask((scanned: string) => myself((me) => me.post<Made>("/reading-tokens", { point: scanned })));
  return (
    <Own title={say({ zh: "测温码", en: "A code for a reading" })}>
      {make.value ? (
        <Token made={make.value} again={() => void make.run(point.trim())} busy={make.busy} />
      ) : (
        <form
          onSubmit={(event) => {
            event.preventDefault();
            if (point.trim() !== "") void make.run(point.trim());
          }}
        >
          <p>
            {say({
              zh: "在采集点测体温时，先扫描采集点的码，再向工作人员出示此处生成的测温码。工作人员看不到您是谁。",
              en: "Where your temperature is taken, scan the point's code, then show the code that is made here. Whoever measures doesn't learn who you are.",
            })}
          </p>
          {given === undefined && (
            <p><Go to="scan" class="button main">{say({ zh: "扫描采集点的码", en: "Scan the point's code" })}</Go></p>
          )}
          <Field label={say({ zh: "采集点的码或编号", en: "The point's code or number" })}>
            {(field) => (
              <input {...field} type="text" autocomplete="off" autocapitalize="characters" spellcheck={false} placeholder="HPP1:…" maxLength={200}
                value={point} onInput={(event) => { setPoint(event.currentTarget.value); }} />
            )}
          </Field>
          <button type="submit" class={given === undefined ? "" : "main"} disabled={make.busy || point.trim() === ""}>
            {say({ zh: "生成测温码", en: "Make the code" })}
          </button>
        </form>
      )}
      {make.fault && <Failed fault={make.fault} />}
    </Own>
  );
}

function Token({ made, again, busy }: { made: Made; again: () => void; busy: boolean }) {
  const { say } = useLanguage();
  if (useNow() >= made.expires) {
    return (
      <Notice kind="warn">
        <p>{say({ zh: "测温码已过期。", en: "The code has expired." })}</p>
        <button type="button" class="main" disabled={busy} onClick={again}>{say({ zh: "重新生成", en: "Make a new one" })}</button>
      </Notice>
    );
  }
  return (
    <>
      <p>{say({
        zh: "请向采集点的工作人员出示。仅可使用一次，只在该采集点有效。",
        en: "Show this to whoever measures. It is good for one use, at that point only.",
      })}</p>
      <div class="code"><QrCode text={made.token} label={say({ zh: "测温码", en: "Code for one reading" })} /></div>
      <Countdown until={made.expires} />
    </>
  );
}
