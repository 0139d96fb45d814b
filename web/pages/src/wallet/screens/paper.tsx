/** Paper passes: making one as a sheet to print, and which ones there are. */

import { useState } from "preact/hooks";
import type { components } from "../../api.js";
import { useLanguage, type Text } from "../../shared/language.js";
import { dayAndTime, now } from "../../shared/time.js";
import { useMyself, useTask } from "../context.js";
import { Busy, Failed, Notice } from "../parts.js";
import { originText, plain } from "../words.js";
import { Listing } from "./listing.js";
import { Own, OwnPart, Swatch, useFile, useOwnPage } from "./own.js";

type Pass = components["schemas"]["PassOut"];
const PDF = "application/pdf";
const PNG = "image/png";

export function Paper() {
  const { say } = useLanguage();
  const [made, setMade] = useState(0);
  const asked = useOwnPage();
  const title = say({ zh: "纸质码", en: "Paper pass" });
  return (
    <Own title={title}>
      <div class="no-print">
        <p>
          {say({
            zh: "纸质码是打印在纸上的码，供不使用手机的人出示。它不会变化，任何拿到它的人都能出示，因此检查点会将其显示为纸质码，并可能核对身份。纸上不印姓名。",
            en: "A paper pass is a code on paper, for people without a phone. It doesn't change, and whoever holds it can show it: so gates show it as paper, and may ask who you are. No name is printed on it.",
          })}
        </p>
      </div>
      <OwnPart asked={asked}>
        {({ own, rules }) => (
          <>
            <div class="no-print">
              {rules.paper && <p>{plain(say(rules.paper))}</p>}
              {!own.may.paper && <Notice><p>{say({
                zh: "按照方案，目前不能为此持码人打印纸质码。",
                en: "By the programme, no paper pass can be made for this person now.",
              })}</p></Notice>}
            </div>
            {own.may.paper && <Make onMade={() => { setMade((count) => count + 1); }} />}
            <section class="no-print">
              <h2>{say({ zh: "已制作的纸质码", en: "Paper passes that were made" })}</h2>
              <Listing<Pass> path="/paper-passes" again={String(made)} label={title} empty={{ zh: "没有制作过纸质码。", en: "There is none so far." }}>
                {(one) => <Made pass={one} />}
              </Listing>
            </section>
          </>
        )}
      </OwnPart>
    </Own>
  );
}

function Make({ onMade }: { onMade: () => void }) {
  const { say } = useLanguage();
  const myself = useMyself();
  const make = useTask(async (kind: string) => {
    const file = await myself((me) => me.sheet("/paper-sheet", kind));
    onMade();
    return { kind, file };
  });
  const address = useFile(make.value?.file);
  const isPicture = make.value?.kind === PNG;
  return (
    <>
      <section class="card no-print">
        <p>
          {say({
            zh: "同一天内重复制作得到同一张纸质码；之后制作新的，会吊销您以前打印的。",
            en: "Made again on the same day it is the same pass. A new one later revokes what you printed before.",
          })}
        </p>
        <p class="row">
          <button type="button" class="main" disabled={make.busy} onClick={() => void make.run(PNG)}>{say({
            zh: "制作并打印",
            en: "Make it, to print",
          })}</button>
          <button type="button" disabled={make.busy} onClick={() => void make.run(PDF)}>{say({
            zh: "制作 PDF 文件",
            en: "Make a PDF file",
          })}</button>
        </p>
        {make.busy && <Busy />}
        {make.fault && <Failed fault={make.fault} />}
        {address !== undefined && (
          <p class="row">
            <a class="button main" href={address} download={isPicture ? "paper-pass.png" : "paper-pass.pdf"}>
              {isPicture ? say({ zh: "保存图片", en: "Save the picture" }) : say({ zh: "保存 PDF", en: "Save the PDF" })}
            </a>
            {isPicture && <button type="button" onClick={() => { print(); }}>{say({ zh: "打印", en: "Print" })}</button>}
          </p>
        )}
      </section>
      {isPicture && address !== undefined && (
        <img class="sheet" src={address} alt={say({ zh: "纸质码的打印页", en: "The sheet with the paper pass" })} />
      )}
    </>
  );
}

function Made({ pass }: { pass: Pass }) {
  const { language, say } = useLanguage();
  const state: Text =
    pass.revoked_at !== null ? { zh: "已吊销", en: "Revoked" } : pass.expires <= now() ? { zh: "已过期", en: "Expired" } : { zh: "有效", en: "Valid" };
  return (
    <>
      <p><Swatch colour={pass.colour} /> <strong>{say(state)}</strong></p>
      <p class="soft">
        {say({ zh: "制作于 ", en: "Made " })}{dayAndTime(pass.made_at, language)} · {say(originText(pass.origin))}
      </p>
      <p class="soft">{say({ zh: "有效至 ", en: "Valid until " })}{dayAndTime(pass.expires, language)}</p>
    </>
  );
}
