/** The code that is alive on screen: brought up, proven anew every 10 s, moved to the next window when its time comes. */

import { useEffect, useRef, useState } from "preact/hooks";
import { asFault, Fault } from "../shared/fault.js";
import { now } from "../shared/time.js";
import { useWallet } from "./context.js";
import { keyName, strip, type Held, type Person } from "./model.js";
import { bringUp, nextProof, PROOF_STEP, type Shown } from "./show.js";
import { worksUntil } from "./strip.js";

/** What is on screen. */
export interface Live {
  readonly shown: Shown;
  /** The text of the code. */
  readonly text: string;
  /** The time that the clock on screen shows, in seconds. */
  readonly at: number;
  /** Until when the wallet works without network, with what a refresh has brought since. */
  readonly worksUntil: number;
}

/**
 * What was brought up last, while the page has been seen without a break.
 *
 * Whoever looks into the wallet's own screens and comes back to the pass has not put it away: to everybody else it was on
 * screen all the time, and a gate can link it no better than a pass that stays there. So it is the same bringing up, and
 * what is left of the window's few credentials lasts longer (sections 4.5 and 10). It is another one after the page was
 * hidden, and for another person; and with each challenge, since a gate may remember the code that made it ask.
 */
export class Visit {
  #last: Shown | undefined;

  /** What was brought up of a person, and is to be shown again. */
  of(id: string): Shown | undefined {
    return this.#last?.person.id === id ? this.#last : undefined;
  }

  keep(shown: Shown): void {
    this.#last = shown;
  }

  /** Ends the visit. */
  end(): void {
    this.#last = undefined;
  }
}

/** Keeps the screen from going dark while it is seen, where the browser can. */
export function useWakeLock(seen: boolean): void {
  useEffect(() => {
    const locks = (navigator as { wakeLock?: WakeLock }).wakeLock;
    if (!seen || !locks) return undefined;
    // Without it the screen goes dark as always.
    const lock = locks.request("screen").catch(() => undefined);
    return () => void lock.then((held) => held?.release()).catch(() => undefined);
  }, [seen]);
}

/**
 * Brings up a person's code, a new credential in each {@link Visit}, and keeps it alive. It never needs the network.
 *
 * @param challenge - what a gate shows
 * @returns undefined while nothing is to be shown; a fault if nothing can be
 */
export function useLive(person: Person, seen: boolean, challenge?: Uint8Array): Live | Fault | undefined {
  const { store, schedule, visit } = useWallet();
  const [state, setState] = useState<{ of: string; live: Live | Fault }>();
  const latest = useRef(person);
  latest.current = person;

  useEffect(() => {
    setState(undefined);
    if (!seen) return undefined;
    let over = false;
    let timer: ReturnType<typeof setTimeout> | undefined;
    let shown = challenge ? undefined : visit.of(person.id);
    if (shown) schedule.codeShown();
    let text = "";
    let renewAt = 0;
    let retryAt = 0;
    let failedWith: number | undefined;
    const step = async (at: number) => {
      if (!shown || isOver(shown, at, latest.current)) {
        shown = undefined;
        shown = await bringUp(store, person.id, at);
        if (challenge) visit.end();
        else if (!over) visit.keep(shown);
        schedule.codeShown();
        renewAt = 0;
      }
      // Also when the clock was set back: a proof from the future is refused.
      if (at >= renewAt || at < renewAt - PROOF_STEP) {
        text = await shown.text(at, challenge);
        renewAt = nextProof(at);
      }
      return { shown, text, at, worksUntil: worksUntil(strip(latest.current), at) ?? shown.worksUntil };
    };
    const go = async () => {
      const at = now();
      // Where there was nothing to show, a refresh may have brought something, or a window has begun.
      if (failedWith !== latest.current.refreshedAt || at >= retryAt) {
        const live = await step(at).catch(asFault);
        failedWith = live instanceof Fault ? latest.current.refreshedAt : undefined;
        retryAt = at + PROOF_STEP;
        if (!over) setState({ of: person.id, live });
      }
      if (!over) timer = setTimeout(() => void go(), 1000 - (Date.now() % 1000));
    };
    void go();
    return () => {
      over = true;
      clearTimeout(timer);
    };
  }, [store, schedule, visit, person.id, seen, challenge]);
  return seen && state?.of === person.id ? state.live : undefined;
}

/** Whether another credential is to be brought up: its window is over, the clock was set back, or the issuer replaced it. */
function isOver(shown: Shown, at: number, person: Person): boolean {
  if (at >= shown.showUntil || at < shown.held.begin) return true;
  return person.refreshedAt >= shown.person.refreshedAt && !isHeld(person, shown.held);
}

/** Whether a credential is still one to show: of the present colour, and not thrown away. */
function isHeld(person: Person, held: Held): boolean {
  const name = keyName(held.key);
  return strip(person).some(({ key }) => keyName(key) === name);
}
