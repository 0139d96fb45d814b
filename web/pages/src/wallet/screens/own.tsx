/** What the screens about one person share: whose they are, the programme, colours, a clock, files to save. */

import type { ComponentChildren } from "preact";
import { useEffect, useState } from "preact/hooks";
import type { components } from "../../api.js";
import { FaultNote } from "../../shared/fault.js";
import { useLanguage, type Text } from "../../shared/language.js";
import { shadeOf } from "../../shared/shades.js";
import { now } from "../../shared/time.js";
import { notPermitted, useAsk, useWallet, type Screen } from "../context.js";
import { AskAgain, Page } from "../parts.js";
import { programme } from "../registration.js";
import { colourNumber, colourText, plain } from "../words.js";
import "./screens.css";

export type OwnPageData = components["schemas"]["OwnPageOut"];
/** What an issuer says of a person, and its programme. */
export interface OwnPage {
  readonly own: OwnPageData;
  readonly rules: Programme;
}

export type Programme = components["schemas"]["ProgrammeOut"];
export type Division = components["schemas"]["DivisionOut"];

/** A screen about the person whose turn it is; it says whose. */
export function Own({ title, back = "menu", children }: { title: string; back?: Screen; children: ComponentChildren }) {
  const { say } = useLanguage();
  const { person, persons } = useWallet();
  return (
    <Page title={title} back={back}>
      {person && persons.length > 1 && <p class="whose">{say({ zh: "持码人：", en: "For: " })}<strong>{person.name}</strong></p>}
      {children}
    </Page>
  );
}

/** What the issuer says of the person, and its programme. */
export function useOwnPage(again = "") {
  const { network, person } = useWallet();
  return useAsk<OwnPage>(async (me) => {
    const [own, rules] = await Promise.all([me.get<OwnPageData>(""), programme(network, person?.issuer ?? "")]);
    return { own, rules };
  }, again);
}

/**
 * A colour by its name, painted in itself.
 *
 * @param colour - as the API names it: `green`, ...
 * @param label - what the issuer calls it, if it said so
 */
export function Swatch({ colour, label }: { colour: string; label?: Text }) {
  const { say } = useLanguage();
  const { paper, ink } = shadeOf(colourNumber(colour));
  return <span class="swatch" style={{ background: paper, color: ink }}>{plain(say(label ?? colourText(colour)))}</span>;
}

/** What a screen shows of that; whom the pass was only shared with is told that it is for the person. */
export function OwnPart({ asked, children }: { asked: ReturnType<typeof useOwnPage>; children: (page: OwnPage) => ComponentChildren }) {
  return <AskAgain asked={asked}>{(page) => (page.own.may.report === null ? <FaultNote fault={notPermitted()} /> : children(page))}</AskAgain>;
}

/** The time, in seconds, drawn anew each second. */
export function useNow(): number {
  const [seconds, setSeconds] = useState(now);
  useEffect(() => {
    const timer = setInterval(() => { setSeconds(now()); }, 1000);
    return () => { clearInterval(timer); };
  }, []);
  return seconds;
}

/** How long something is good for still. @param until - seconds since the epoch */
export function Countdown({ until }: { until: number }) {
  const { say } = useLanguage();
  const left = Math.max(0, until - useNow());
  const shown = `${String(Math.floor(left / 60))}:${String(left % 60).padStart(2, "0")}`;
  return <p class="countdown" role="timer">{say({ zh: "剩余时间 ", en: "Time left " })}<strong>{shown}</strong></p>;
}

/** The address of a file in memory, until another takes its place or the screen is left. */
export function useFile(file: Blob | undefined): string | undefined {
  const [address, setAddress] = useState<string>();
  useEffect(() => {
    if (!file) {
      setAddress(undefined);
      return undefined;
    }
    const made = URL.createObjectURL(file);
    setAddress(made);
    return () => { URL.revokeObjectURL(made); };
  }, [file]);
  return address;
}
