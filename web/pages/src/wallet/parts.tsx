/** Pieces that all screens of the wallet are made of. */

import { Component, type ComponentChildren } from "preact";
import { useEffect, useId, useRef, useState } from "preact/hooks";
import { asFault, FaultNote, type Fault } from "../shared/fault.js";
import { LanguageButton, Say, useLanguage, type Text } from "../shared/language.js";
import { useWallet, type Asked, type Screen } from "./context.js";

/**
 * A screen with a heading and a way back. The heading gets the focus, so that a change of screen is read out.
 *
 * @param back - where to; to the pass if left out, nowhere if null
 */
export function Page({ title, back = "pass", children }: { title: string; back?: Screen | null; children: ComponentChildren }) {
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => { heading.current?.focus(); }, []);
  useEffect(() => { document.title = `${title} · huepass`; }, [title]);
  return (
    <main class="page">
      <header class="page-head">
        {back === null ? <span /> : <BackButton to={back} />}
        <LanguageButton />
      </header>
      <h1 ref={heading} tabIndex={-1}>{title}</h1>
      {children}
    </main>
  );
}

function BackButton({ to }: { to: Screen }) {
  const { say } = useLanguage();
  const { back } = useWallet();
  return (
    <button type="button" class="quiet back" onClick={() => { back(to); }}>
      <span aria-hidden="true">‹</span> {say({ zh: "返回", en: "Back" })}
    </button>
  );
}

/** A link to another screen. */
export function Go({ to, given, class: name = "button", children }: { to: Screen; given?: string; class?: string; children: ComponentChildren }) {
  const { go } = useWallet();
  return (
    <a
      class={name}
      href={`#${to}`}
      onClick={(event) => {
        event.preventDefault();
        go(to, given);
      }}
    >
      {children}
    </a>
  );
}

/** Something is under way. */
export function Busy({ text }: { text?: Text }) {
  return (
    <p class="busy" role="status">
      <span class="spinner" aria-hidden="true" />
      <Say text={text ?? { zh: "请稍候…", en: "One moment…" }} />
    </p>
  );
}

/** Something to know, in a box. */
export function Notice({ kind = "info", children }: { kind?: "info" | "good" | "warn"; children: ComponentChildren }) {
  return (
    <div class={`notice ${kind}`} role={kind === "info" ? undefined : "status"}>
      {children}
    </div>
  );
}

/** What went wrong, with a button that tries again. */
export function Failed({ fault, retry, busy = false, children }: { fault: Fault; retry?: () => void; busy?: boolean; children?: ComponentChildren }) {
  return (
    <FaultNote fault={fault}>
      {retry && fault.reason !== "not_permitted" && (
        <button type="button" disabled={busy} onClick={retry}>
          <Say text={{ zh: "重试", en: "Try again" }} />
        </button>
      )}
      {children}
    </FaultNote>
  );
}

/** An answer of the issuer's; until it is there, that it is waited for, or why it does not come. */
export function AskAgain<T>({ asked, children }: { asked: Asked<T>; children: (value: T) => ComponentChildren }) {
  return (
    <>
      {asked.fault && <Failed fault={asked.fault} retry={asked.retry} busy={asked.busy} />}
      {asked.value === undefined ? asked.busy && !asked.fault && <Busy /> : children(asked.value)}
    </>
  );
}

/** A button for what can't be undone: it says what will happen, and asks once more. */
export function TwoStep({ label, warning, sure, onSure, disabled = false }: { label: string; warning: Text; sure: string; onSure: () => void; disabled?: boolean }) {
  const { say } = useLanguage();
  const [asked, setAsked] = useState(false);
  const id = useId();
  const no = useRef<HTMLButtonElement>(null);
  useEffect(() => {
    if (asked) no.current?.focus();
  }, [asked]);
  if (!asked) {
    return (
      <button type="button" class="danger" disabled={disabled} onClick={() => { setAsked(true); }}>
        {label}
      </button>
    );
  }
  return (
    <div class="notice warn" role="group" aria-labelledby={id}>
      <p id={id}>{say(warning)}</p>
      <div class="row">
        <button ref={no} type="button" onClick={() => { setAsked(false); }}>
          {say({ zh: "不，保留", en: "No, keep it" })}
        </button>
        <button
          type="button"
          class="danger"
          disabled={disabled}
          onClick={() => {
            setAsked(false);
            onSure();
          }}
        >
          {sure}
        </button>
      </div>
    </div>
  );
}

/** A field of a form: its label, what to know about it, and what is wrong with it. */
export function Field({ label, hint, wrong, children }: {
  label: string;
  hint?: string | undefined;
  wrong?: string | undefined;
  /** Draws the input; what it gets names the notes that belong to it. */
  children: (props: { id: string; "aria-describedby"?: string; "aria-invalid"?: true }) => ComponentChildren;
}) {
  const id = useId();
  const notes = [hint !== undefined && `${id}-hint`, wrong !== undefined && `${id}-wrong`].filter((one) => one !== false).join(" ");
  return (
    <div class="field">
      <label for={id}>{label}</label>
      {hint !== undefined && <p id={`${id}-hint`} class="soft">{hint}</p>}
      {children({ id, ...(notes !== "" && { "aria-describedby": notes }), ...(wrong !== undefined && { "aria-invalid": true as const }) })}
      {wrong !== undefined && <p id={`${id}-wrong`} class="wrong">{wrong}</p>}
    </div>
  );
}

/** Says what failed in place of a screen that could not be drawn. */
export class ErrorBoundary extends Component<{ children: ComponentChildren }, { fault?: Fault }> {
  override state: { fault?: Fault } = {};

  static override getDerivedStateFromError(error: unknown): { fault: Fault } {
    return { fault: asFault(error) };
  }

  override render() {
    const { fault } = this.state;
    return fault ? <FullFault fault={fault} /> : this.props.children;
  }
}

/** A fault that leaves nothing else to show. */
export function FullFault({ fault }: { fault: Fault }) {
  return (
    <main class="page">
      <header class="page-head">
        <span />
        <LanguageButton />
      </header>
      <h1><Say text={{ zh: "通行码", en: "Pass" }} /></h1>
      <FaultNote fault={fault}>
        <button type="button" class="main" onClick={loadAgain}>
          <Say text={{ zh: "重新加载", en: "Load again" }} />
        </button>
      </FaultNote>
    </main>
  );
}

/** Loads the page again, at the pass: an issuer whose answer breaks a screen must not keep anybody from showing a code. */
function loadAgain(): void {
  history.replaceState(null, "", location.pathname);
  location.reload();
}
