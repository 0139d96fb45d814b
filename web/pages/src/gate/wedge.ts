/**
 * Hand scanners that type what they read, like a keyboard: finding the scans among the keys.
 * Pure; the events are taken in `wedge-keys.ts`.
 */

/** A key that went down. */
export interface Stroke {
  readonly key: string;
  /** Milliseconds. */
  readonly at: number;
  /** Whether Ctrl, Alt or the command key was held. */
  readonly modified: boolean;
  /** Whether the focus is in a field that people type into. */
  readonly inField: boolean;
}

/** What was typed in one go so far. */
export interface Burst {
  readonly text: string;
  /** When its last key went down, in milliseconds. */
  readonly last: number;
  /** Whether that key ended a scan. */
  readonly ended?: boolean;
}

/** What a key does. */
export interface Struck {
  readonly burst: Burst;
  /** The text of a scan that this key ended. */
  readonly scanned?: string;
  /** Whether the page must not see the key. */
  readonly swallow: boolean;
}

export const NO_BURST: Burst = { text: "", last: Number.NEGATIVE_INFINITY };

/**
 * A longer pause than this, in milliseconds, begins a new text, so that a key that somebody leaned on spoils nothing. It is
 * long, since slow devices deliver keys late, and nothing else on the page is typed outside fields.
 */
const PAUSE = 1000;
/** So long after the end of a scan another line end belongs to it, in milliseconds: many scanners end with CR and LF. */
const TAIL = 200;
/** Shorter texts are not taken for a scan, so that Enter after a stray key still presses buttons. */
const SHORTEST = 4;
/** The longest text that is kept. Longer ones are cut here, which still is too long for a code (section 1.3). */
const LONGEST = 513;

/** Takes one key. */
export function strike(burst: Burst, { key, at, modified, inField }: Stroke): Struck {
  if (inField || modified) return { burst: NO_BURST, swallow: false };
  const running = at - burst.last <= PAUSE ? burst : NO_BURST;
  if (key === "Enter" || key === "Tab") {
    const end: Burst = { text: "", last: at, ended: true };
    if (burst.ended && at - burst.last <= TAIL) return { burst: end, swallow: true };
    if (running.text.length < SHORTEST) return { burst: NO_BURST, swallow: false };
    return { burst: end, scanned: running.text, swallow: true };
  }
  // Shift and the like come between the characters of a scan.
  if (Array.from(key).length !== 1) return { burst: running === NO_BURST ? running : { ...running, last: at }, swallow: false };
  // A space on its own presses the button that has the focus; no scan begins with one.
  if (key === " " && running.text === "") return { burst: NO_BURST, swallow: false };
  const text = running.text.length < LONGEST ? running.text + key : running.text;
  return { burst: { text, last: at }, swallow: true };
}
