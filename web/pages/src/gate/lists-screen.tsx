/** The documents that the gate goes by: how old they are, and how newer ones come in. */

import { useState } from "preact/hooks";
import { useLanguage } from "../shared/language.js";
import { dayAndTime } from "../shared/time.js";
import { loadFiles, type Loaded } from "./files.js";
import { useClock, type Syncing } from "./hooks.js";
import type { Keeper } from "./keeper.js";
import { lines, listsAge, nameOf } from "./lists.js";
import { FilesButton, Lines, LoadedFiles, SyncedFiles } from "./parts.js";

interface ListsProps {
  readonly keeper: Keeper;
  readonly syncing: Syncing;
  /** Files that were loaded before this was shown. */
  readonly loaded: readonly Loaded[];
  readonly onBack: () => void;
}

export function Lists({ keeper, syncing, loaded: before, onBack }: ListsProps) {
  const { language, say } = useLanguage();
  const time = useClock();
  const [loaded, setLoaded] = useState(before);
  const age = listsAge(keeper.federation, time);
  return (
    <main>
      <h1>{say({ zh: "列表", en: "Lists" })}</h1>
      <Lines lines={lines(age, time, language)} />
      {syncing.run && (
        <section class="card">
          <h2>{say({ zh: "联网获取", en: "From the network" })}</h2>
          <p class="soft">{keeper.settings.server}</p>
          <button type="button" class="main" onClick={syncing.run} disabled={syncing.running}>
            {syncing.running ? say({ zh: "正在同步…", en: "Syncing…" }) : say({ zh: "立即同步", en: "Sync now" })}
          </button>
          {syncing.files && <SyncedFiles files={syncing.files} />}
        </section>
      )}
      <section class="card">
        <h2>{say({ zh: "从文件加载", en: "From files" })}</h2>
        <p>{say({ zh: "根文件、信任列表、吊销列表或文件包；旧文件不会替换较新的。", en: "Roots, trust lists, revocation lists or bundles; older ones never replace newer ones." })}</p>
        <FilesButton
          label={say({ zh: "选择文件", en: "Choose files" })}
          onFiles={(files) => void loadFiles(files, (file) => keeper.load(file)).then(setLoaded)}
        />
        {loaded.length > 0 && <LoadedFiles files={loaded} />}
      </section>
      <section class="card">
        <h2>{say({ zh: "当前有效", en: "In force" })}</h2>
        <p>
          {say({ zh: "根文件：第 ", en: "Root: version " })}
          {keeper.federation.root.version}
          {say({ zh: ` 版，有效至 ${dayAndTime(keeper.federation.root.exp, language)}`, en: `, good until ${dayAndTime(keeper.federation.root.exp, language)}` })}
        </p>
        <p>
          {say({ zh: "信任列表：", en: "Trust list: " })}
          {age.trustUntil === undefined
            ? say({ zh: "无", en: "none" })
            : say({ zh: `有效至 ${dayAndTime(age.trustUntil, language)}`, en: `good until ${dayAndTime(age.trustUntil, language)}` })}
        </p>
        <ul>
          {age.lists.map(({ issuer, iat, freshUntil }) => (
            <li key={issuer.id}>
              {nameOf(issuer, language)} ({issuer.id}):{" "}
              {iat === undefined || freshUntil === undefined
                ? say({ zh: "没有吊销列表", en: "no revocation list" })
                : say({
                    zh: `吊销列表签发于 ${dayAndTime(iat, language)}，有效至 ${dayAndTime(freshUntil, language)}`,
                    en: `revocation list of ${dayAndTime(iat, language)}, good until ${dayAndTime(freshUntil, language)}`,
                  })}
            </li>
          ))}
        </ul>
      </section>
      <button type="button" onClick={onBack}>
        {say({ zh: "返回", en: "Back" })}
      </button>
    </main>
  );
}
