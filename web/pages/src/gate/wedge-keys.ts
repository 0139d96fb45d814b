/** Takes the keys of a hand scanner, and what is pasted. */

import { useEffect, useRef } from "preact/hooks";
import { NO_BURST, strike } from "./wedge.js";

/**
 * @param onText - called with each text that a scanner typed, or that was pasted
 * @param on - whether anything is taken
 */
export function useWedge(onText: (text: string) => void, on = true): void {
  const current = useRef(onText);
  current.current = onText;
  useEffect(() => {
    if (!on) return undefined;
    let burst = NO_BURST;
    const swallowed = new Set<string>();
    const down = (event: KeyboardEvent) => {
      const { timeStamp: at, target } = event;
      // Some scanners send line ends as the control characters that they are.
      const lineEnd = event.ctrlKey && ["j", "m"].includes(event.key.toLowerCase());
      const key = lineEnd ? "Enter" : event.key;
      const modified = !lineEnd && (event.ctrlKey || event.altKey || event.metaKey);
      const struck = strike(burst, { key, at, modified, inField: isField(target) });
      burst = struck.burst;
      if (struck.swallow) {
        // A button must not be pressed by the Enter or the spaces of a scan; some are pressed when the key goes up.
        event.preventDefault();
        event.stopPropagation();
        swallowed.add(event.key);
      }
      if (struck.scanned !== undefined) current.current(struck.scanned);
    };
    const up = (event: KeyboardEvent) => {
      if (!swallowed.delete(event.key)) return;
      event.preventDefault();
      event.stopPropagation();
    };
    const paste = (event: ClipboardEvent) => {
      const text = event.clipboardData?.getData("text/plain").trim();
      if (!text || isField(event.target)) return;
      event.preventDefault();
      current.current(text);
    };
    addEventListener("keydown", down, true);
    addEventListener("keyup", up, true);
    addEventListener("paste", paste);
    return () => {
      removeEventListener("keydown", down, true);
      removeEventListener("keyup", up, true);
      removeEventListener("paste", paste);
    };
  }, [on]);
}

function isField(target: EventTarget | null): boolean {
  if (!(target instanceof HTMLElement)) return false;
  if (target instanceof HTMLInputElement) return !["button", "checkbox", "file", "radio"].includes(target.type);
  return target instanceof HTMLTextAreaElement || target.isContentEditable;
}
