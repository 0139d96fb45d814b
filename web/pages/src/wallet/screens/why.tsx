/** Why a code has its colour, what changes it, and who can. */

import type { components } from "../../api.js";
import { useLanguage } from "../../shared/language.js";
import { dayAndTime } from "../../shared/time.js";
import { useAsk } from "../context.js";
import { AskAgain, Go } from "../parts.js";
import { plain } from "../words.js";
import { Own, Swatch } from "./own.js";

type Told = components["schemas"]["HolderExplanationOut"];

export function Why() {
  const { language, say } = useLanguage();
  const asked = useAsk((me) => me.get<Told>("/explanation"));
  return (
    <Own title={say({ zh: "为什么是这个颜色", en: "Why this colour" })}>
      <AskAgain asked={asked}>
        {(told) => {
          const words = told.holder[language];
          return (
            <>
              <section class="card">
                <h2>{plain(words.title)}</h2>
                <p><Swatch colour={told.colour} /></p>
                {told.progress && <Progress progress={told.progress} />}
              </section>
              {words.sections.map((section, place) => (
                <section key={place} class="card">
                  <h2>{plain(section.heading)}</h2>
                  {section.lines.map((line, at) => <p key={at}>{plain(line)}</p>)}
                </section>
              ))}
              <p class="row">
                <Go to="records">{say({ zh: "登记记录", en: "What is on record" })}</Go>
                <Go to="objections">{say({ zh: "申诉", en: "Objections" })}</Go>
              </p>
            </>
          );
        }}
      </AskAgain>
    </Own>
  );
}

function Progress({ progress }: { progress: NonNullable<Told["progress"]> }) {
  const { language, say } = useLanguage();
  const { done, needed, earliest } = progress;
  const label = say({
    zh: `连续 ${String(done)} 天，共需 ${String(needed)} 天`,
    en: `${String(done)} of ${String(needed)} days in a row`,
  });
  return (
    <>
      <p class="progress">
        <progress max={needed} value={done} aria-label={say({ zh: "转码进度", en: "How far the change of colour is" })} /> {label}
      </p>
      {earliest !== null && <p>{say({ zh: "最早转码：", en: "Earliest change: " })}{dayAndTime(earliest, language)}</p>}
    </>
  );
}
