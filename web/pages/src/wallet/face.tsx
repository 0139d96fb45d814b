/** The face of a live code: colour, its name, the city, a clock that runs, the code. */

import type { ComponentChildren } from "preact";
import { QrCode } from "../shared/qr.js";
import { useLanguage } from "../shared/language.js";
import { clock, day, dayAndTime } from "../shared/time.js";
import type { Live } from "./live.js";
import { colourLabel, issuerName } from "./told.js";
import { plain } from "./words.js";

export function Face({ live, notes }: { live: Live; notes?: ComponentChildren }) {
  const { language, say } = useLanguage();
  const { shown, text, at, worksUntil } = live;
  const label = colourLabel(shown.person, shown.held.colour);
  const city = issuerName(shown.person);
  const other = language === "zh" ? "en" : "zh";
  return (
    <div class="face">
      <div class="words">
        <p class="colour">
          <strong>{plain(label[language], 64)}</strong>{" "}
          {label[other] !== label[language] && <span lang={tag(other)}>{plain(label[other], 64)}</span>}
        </p>
        <p class="city">
          {plain(city[language], 64)}{" "}
          {city[other] !== city[language] && <span lang={tag(other)}>{plain(city[other], 64)}</span>}
        </p>
      </div>
      <div class="live-code">
        <QrCode text={text} label={say({ zh: "通行码，供检查点扫描", en: "The pass, for a gate to scan" })} />
      </div>
      <div class="below">
        <div class="runner" aria-hidden="true"><span /></div>
        <p class="clock" role="timer" aria-live="off">
          <span class="day">{day(at, language)}</span> <time>{clock(at, language)}</time>
        </p>
        <p class="until">
          {say({ zh: "无网络可用至 ", en: "Works without network until " })}
          <span class="when">{dayAndTime(worksUntil, language)}</span>
        </p>
        {notes}
      </div>
    </div>
  );
}

function tag(language: "zh" | "en"): string {
  return language === "zh" ? "zh-CN" : "en";
}
