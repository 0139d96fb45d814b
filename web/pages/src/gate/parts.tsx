/** Small parts of the screens. */

import type { FederationState } from "huepass";
import type { ComponentChildren } from "preact";
import { useEffect, useState } from "preact/hooks";
import { asFault, FaultNote, type Fault } from "../shared/fault.js";
import { LanguageButton, useLanguage, type Text } from "../shared/language.js";
import { openFiles, type Loaded, type Opened } from "./files.js";
import { groups } from "./fingerprint.js";
import { KIND_WORDS } from "./list-words.js";
import { lines, listsAge, nameOf, type Line } from "./lists.js";
import type { Synced } from "./sync.js";

/** How the lists are, each line with a sign of its own. */
export function Lines({ lines }: { lines: readonly Line[] }) {
  return (
    <ul class="lines">
      {lines.map(({ level, text }) => (
        <li key={text} class={level}>
          <span aria-hidden="true">{level === "good" ? "✓" : level === "soon" ? "⚠" : "✕"}</span> {text}
        </li>
      ))}
    </ul>
  );
}

/** What stands above a gate's work: whose gate it is and how its lists are; what has to be told now goes between. */
export function GateHead({ federation, time, children }: { federation: FederationState; time: number; children?: ComponentChildren }) {
  const { language, say } = useLanguage();
  return (
    <>
      <div class="row head">
        <h1>
          {say({ zh: "检查点", en: "Gate" })} <span class="federation">{federation.root.federation}</span>
        </h1>
        <LanguageButton />
      </div>
      {children}
      <Lines lines={lines(listsAge(federation, time), time, language)} />
    </>
  );
}

/** The digits of a root's fingerprint, to be compared with what somebody holds in their hand. */
export function Fingerprint({ value }: { value: string }) {
  const { say } = useLanguage();
  return (
    <p class="fingerprint" role="group" aria-label={say({ zh: "根文件指纹（SHA-256）", en: "Fingerprint of the root (SHA-256)" })}>
      {groups(value).map((group, place) => <code key={place}>{group}</code>)}
    </p>
  );
}

const OUTCOMES: Readonly<Record<Synced["outcome"], Text>> = {
  loaded: { zh: "已更新", en: "updated" },
  unchanged: { zh: "已是最新", en: "up to date" },
  failed: { zh: "未更新", en: "not updated" },
};

/** What became of each file that was fetched; the reasons once, as without a network all files have the same. */
export function SyncedFiles({ files }: { files: readonly Synced[] }) {
  const { language, say } = useLanguage();
  const faults = new Map(files.flatMap(({ fault }) => (fault ? [[fault.reason, fault] as const] : [])));
  return (
    <div role="status">
      <ul class="results">
        {files.map(({ kind, issuer, outcome, fault }) => (
          <li key={`${kind} ${issuer?.id ?? ""}`}>
            {say(KIND_WORDS[kind])}
            {issuer && ` ${nameOf(issuer, language)}`}
            {language === "zh" ? "：" : ": "}
            {say(OUTCOMES[outcome])} {fault && <span class="reason">[{fault.reason}]</span>}
          </li>
        ))}
      </ul>
      {[...faults.values()].map((fault) => <Why key={fault.reason} fault={fault} />)}
    </div>
  );
}

/** What became of each file that was opened. */
export function LoadedFiles({ files }: { files: readonly Loaded[] }) {
  const { say } = useLanguage();
  return (
    <ul class="results" role="status">
      {files.map(({ name, loaded, faults }) => (
        <li key={name}>
          {name}: {say({ zh: `已加载 ${String(loaded)} 份文件`, en: `${String(loaded)} loaded` })}
          {faults.map((fault) => <Why key={fault.reason} fault={fault} />)}
        </li>
      ))}
    </ul>
  );
}

function Why({ fault }: { fault: Fault }) {
  const { language, say } = useLanguage();
  return (
    <p class="why">
      {say(fault.title)}
      {language === "zh" ? "。" : ". "}
      {say(fault.advice)} <span class="reason">[{fault.reason}]</span>
    </p>
  );
}

/** Opens files: chosen, or dropped anywhere on the page. */
export function FilesButton({ label, onFiles }: { label: string; onFiles: (files: Opened[]) => void }) {
  const { say } = useLanguage();
  const [fault, setFault] = useState<Fault>();
  const open = (files: Iterable<File>) => {
    openFiles(files).then(
      (opened) => {
        setFault(undefined);
        if (opened.length > 0) onFiles(opened);
      },
      (error: unknown) => { setFault(asFault(error)); },
    );
  };
  useEffect(() => {
    const over = (event: DragEvent) => { event.preventDefault(); }; // else the browser would open the file
    const drop = (event: DragEvent) => {
      event.preventDefault();
      open(event.dataTransfer?.files ?? []);
    };
    addEventListener("dragover", over);
    addEventListener("drop", drop);
    return () => {
      removeEventListener("dragover", over);
      removeEventListener("drop", drop);
    };
  });
  return (
    <>
      <label class="button">
        {label}
        <input
          type="file"
          class="unseen"
          multiple
          onChange={(event) => {
            const input = event.currentTarget;
            open([...(input.files ?? [])]);
            input.value = "";
          }}
        />
      </label>{" "}
      <span class="soft">{say({ zh: "或将文件拖到此页面", en: "or drop them on this page" })}</span>
      {fault && <FaultNote fault={fault} />}
    </>
  );
}

/** Asks whether paper is accepted: there is no answer that is right everywhere, so none is chosen beforehand. */
export function PaperChoice({ value, onChoose }: { value: boolean | undefined; onChoose: (accept: boolean) => void }) {
  const { say } = useLanguage();
  return (
    <fieldset>
      <legend>{say({ zh: "是否接受纸质码？", en: "Accept paper passes?" })}</legend>
      <p class="soft">
        {say({
          zh: "纸质码可以复印，检查点无法发现副本；没有手机的人需要它。接受时，纸质码会明确标示。",
          en: "Paper can be copied and a gate can't tell; people without a phone need it. Where accepted, it is shown as paper.",
        })}
      </p>
      {[true, false].map((accept) => (
        <label key={String(accept)} class="choice">
          <input type="radio" name="paper" required checked={value === accept} onChange={() => { onChoose(accept); }} />{" "}
          {accept ? say({ zh: "接受纸质码", en: "Accept paper" }) : say({ zh: "只接受电子码", en: "Live passes only" })}
        </label>
      ))}
    </fieldset>
  );
}
