/** The answer to a code, on the whole screen. */

import type { Decision } from "huepass";
import { useEffect, useRef } from "preact/hooks";
import { useLanguage, type Language, type Text } from "../shared/language.js";
import { shadeOf } from "../shared/shades.js";
import { clock } from "../shared/time.js";
import { wordsOf, type Words } from "./code-words.js";
import { nameOf, textIn } from "./lists.js";
import type { Look, Verdict } from "./session.js";
import { Sign } from "./sign.js";

/** The large words. */
export const LOOK_WORDS: Readonly<Record<Look, Text>> = {
  pass: { zh: "通过", en: "PASS" },
  check: { zh: "查验", en: "CHECK" },
  refuse: { zh: "不予通行", en: "REFUSE" },
  "not-valid": { zh: "无效", en: "NOT VALID" },
};

const STALE: Words = {
  what: { zh: "本机的吊销列表已过期", en: "The revocation list of this gate is out of date" },
  advice: {
    zh: "请按规定人工查验，并尽快联网同步或加载新的文件包。",
    en: "Check the person as your rules say, and sync or load a new bundle soon.",
  },
};

const UNDETERMINED: Text = { zh: "该颜色在此没有含义，请按规定处理。", en: "This colour has no meaning here. Follow your rules." };

const UNKNOWN_COLOUR: Text = { zh: "未知颜色", en: "unknown colour" };

interface AnswerProps {
  readonly verdict: Verdict;
  /** When the code was read, in seconds. */
  readonly at: number;
  /** Closes the answer, and the next code is read. */
  readonly onNext: () => void;
  /** Writes the code to a file; undefined for what is no code of ours, which may have somebody's name in it. */
  readonly onExport: (() => void) | undefined;
  /** While this is being asked no other code is read. */
  readonly asking: boolean;
  readonly onAsk: (asking: boolean) => void;
  /** Somebody is busy with the answer: it stays longer. */
  readonly onTouch: () => void;
}

export function Answer({ verdict, at, onNext, onExport, asking, onAsk, onTouch }: AnswerProps) {
  const { language, say } = useLanguage();
  const next = useRef<HTMLButtonElement>(null);
  const { look, decision, refused } = verdict;
  useEffect(() => { next.current?.focus({ preventScroll: true }); }, []);
  return (
    <section class={`answer ${look}`} aria-label={say({ zh: "结果", en: "Answer" })} onPointerDown={onTouch} onKeyDown={onTouch}>
      <div class="said" role="alert">
        <Sign look={look} />
        <p class="words">
          <strong lang="zh-CN">{LOOK_WORDS[look].zh}</strong> <strong lang="en">{LOOK_WORDS[look].en}</strong>
        </p>
        {decision ? <Facts decision={decision} /> : <Advice words={wordsOf(refused)} first={language} />}
      </div>
      {asking && onExport ? (
        <Asking onExport={onExport} onCancel={() => { onAsk(false); }} />
      ) : (
        <div class="row">
          <button type="button" class="main" ref={next} onClick={onNext}>
            {say({ zh: "下一个", en: "Next" })}
          </button>
          {onExport && (
            <button type="button" onClick={() => { onAsk(true); }}>
              {say({ zh: "导出此码", en: "Export this code" })}
            </button>
          )}
          <p class="read">
            {say({ zh: "扫描时间", en: "Read at" })} <time>{clock(at, language)}</time>
          </p>
        </div>
      )}
    </section>
  );
}

/** What a valid code says: colour, issuer, medium, and whether the lists were too old. */
function Facts({ decision }: { decision: Decision }) {
  const { language } = useLanguage();
  const { colour, label, issuer, level, medium, stale } = decision;
  const { paper, ink } = shadeOf(colour);
  return (
    <div class="facts">
      <p class="colour" style={{ background: paper, color: ink }}>
        <Both of={(one) => textIn(label, one) ?? UNKNOWN_COLOUR[one]} />
      </p>
      <p class="issuer">
        <Both of={(one) => nameOf(issuer, one)} />
      </p>
      {medium === "paper" && (
        <p class="paper">
          <span lang="zh-CN">纸质码</span> <span lang="en">PAPER</span>
        </p>
      )}
      {level === "undetermined" && <InBoth text={UNDETERMINED} first={language} />}
      {stale && <Advice words={STALE} first={language} />}
    </div>
  );
}

/** What it is and what to do, in both languages: the gate and the person may not share one. */
function Advice({ words: { what, advice }, first }: { words: Words; first: Language }) {
  return (
    <div class="advice">
      {inOrder(first).map((language) => (
        <p key={language} lang={tag(language)}>
          <strong>{what[language]}</strong>
          {language === "zh" ? "。" : ". "}
          {advice[language]}
        </p>
      ))}
    </div>
  );
}

function InBoth({ text, first }: { text: Text; first: Language }) {
  return (
    <div class="advice">
      {inOrder(first).map((language) => <p key={language} lang={tag(language)}>{text[language]}</p>)}
    </div>
  );
}

/** A name in both languages, once if it is the same. */
function Both({ of }: { of: (language: Language) => string }) {
  const [zh, en] = [of("zh"), of("en")];
  return (
    <>
      <span lang="zh-CN">{zh}</span>
      {zh !== en && <> <span lang="en">{en}</span></>}
    </>
  );
}

function inOrder(first: Language): Language[] {
  return first === "zh" ? ["zh", "en"] : ["en", "zh"];
}

function tag(language: Language): string {
  return language === "zh" ? "zh-CN" : "en";
}

/** Asks before a code is written to a file. */
function Asking({ onExport, onCancel }: { onExport: () => void; onCancel: () => void }) {
  const { say } = useLanguage();
  const cancel = useRef<HTMLButtonElement>(null);
  useEffect(() => { cancel.current?.focus(); }, []);
  return (
    <div class="card" role="group" aria-label={say({ zh: "导出此码", en: "Export this code" })}>
      <p>
        {say({
          zh: "文件中有此码的全部内容（假名编号、颜色、有效期）、扫描时间和结果，没有姓名。仅在举报欺诈时导出，只交给负责核查的人员，用后删除。本机不留副本。",
          en: "The file has all that the code says (a pseudonymous ID, colour, expiry), the time and the answer, and no name. Export it only to report a fraud, give it only to those who look into it, and delete it afterwards. This device keeps no copy.",
        })}
      </p>
      <div class="row">
        <button type="button" class="main" onClick={onExport}>
          {say({ zh: "保存文件", en: "Save the file" })}
        </button>
        <button type="button" ref={cancel} onClick={onCancel}>
          {say({ zh: "取消", en: "Cancel" })}
        </button>
      </div>
    </div>
  );
}
