/** Putting the page on the home screen, where the browser can. */

import { useEffect, useState } from "preact/hooks";

interface InstallEvent extends Event {
  prompt: () => Promise<unknown>;
}

// Browsers say so once, early, and maybe before anything is drawn.
let offered: InstallEvent | undefined;
const listeners = new Set<() => void>();

/** Remembers that the browser would install the page; to be called before the page is drawn. */
export function noticeInstall(): void {
  const changed = (event: InstallEvent | undefined) => {
    offered = event;
    for (const listener of listeners) listener();
  };
  window.addEventListener("beforeinstallprompt", (event) => {
    event.preventDefault(); // people are asked where it is explained
    changed(event as InstallEvent);
  });
  window.addEventListener("appinstalled", () => { changed(undefined); });
}

/** Asks to install the page; undefined if the browser doesn't offer it now. */
export function useInstall(): (() => void) | undefined {
  const [event, setEvent] = useState(offered);
  useEffect(() => {
    const listener = () => { setEvent(offered); };
    listeners.add(listener);
    return () => { listeners.delete(listener); };
  }, []);
  return event && (() => void event.prompt().catch(() => undefined));
}

/** Whether the page was opened from the home screen. */
export function isInstalled(): boolean {
  return matchMedia("(display-mode: standalone)").matches || (navigator as { standalone?: boolean }).standalone === true;
}
