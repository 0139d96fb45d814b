/** Who looked the person up, and what they were shown. */

import type { components } from "../../api.js";
import { useLanguage } from "../../shared/language.js";
import { dayAndTime } from "../../shared/time.js";
import { named, shownText } from "../words.js";
import { Listing } from "./listing.js";
import { Own } from "./own.js";

type LookUp = components["schemas"]["OwnLookUpOut"];

export function LookUps() {
  const { language, say } = useLanguage();
  const title = say({ zh: "谁查询过我", en: "Who looked me up" });
  return (
    <Own title={title}>
      <p>
        {say({
          zh: "工作人员每次查询您的信息，都会在这里留下记录：何时、为何、看到了什么。检查点扫码不会留下任何记录。",
          en: "Whenever staff look at something about you, it is listed here: when, what for, and what they saw. Gates that scan your code leave no record anywhere.",
        })}
      </p>
      <Listing<LookUp> path="/look-ups" label={title} empty={{ zh: "没有人查询过您的信息。", en: "Nobody has looked you up." }}>
        {(one) => (
          <>
            <p class="soft">{dayAndTime(one.at, language)}</p>
            <p>
              <strong>{named(one.purpose, language)}</strong>
              {one.authority && ` · ${named(one.authority, language)}`}
            </p>
            <p>
              {say({ zh: "看到：", en: "Saw: " })}
              {one.shown.map((what) => say(shownText(what))).join(language === "zh" ? "、" : ", ") || say({
                zh: "无",
                en: "nothing",
              })}
            </p>
          </>
        )}
      </Listing>
    </Own>
  );
}
