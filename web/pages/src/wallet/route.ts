/** Which screen is on: its name is all that gets into the address. */

import { useCallback, useEffect, useState } from "preact/hooks";
import { SCREENS, type Screen } from "./context.js";

/** A screen, and what it is to work on, which is kept in memory. */
export interface Route {
  readonly screen: Screen;
  readonly given?: string | undefined;
}

/** The screen that an address names; the pass if it names none. */
export function screenOf(hash: string): Screen {
  return SCREENS.find((one) => hash === `#${one}`) ?? "pass";
}

/**
 * Takes the answer to a sign-in out of the address, at once, so that it doesn't stay in the history.
 *
 * @returns its query, without the question mark; undefined if the page was opened in another way
 */
export function takeReturn({ search, pathname }: Pick<Location, "search" | "pathname">, history: Pick<History, "replaceState">): string | undefined {
  if (search === "") return undefined;
  history.replaceState(null, "", pathname);
  const query = new URLSearchParams(search);
  return query.has("state") && (query.has("code") || query.has("error")) ? search.slice(1) : undefined;
}

/** The screen that is on, and the ways to others. */
export function useRoute(first: Route): { route: Route; go: (screen: Screen, given?: string) => void; back: (screen: Screen) => void } {
  const [route, setRoute] = useState(first);
  useEffect(() => {
    history.replaceState(null, "", address(first.screen));
    const moved = () => { setRoute({ screen: screenOf(location.hash) }); };
    window.addEventListener("popstate", moved);
    return () => { window.removeEventListener("popstate", moved); };
  }, []);
  const go = useCallback((screen: Screen, given?: string) => {
    const from = screenOf(location.hash);
    // The same screen with something else to work on, and the pass after something is done, need no step of their own.
    if (from === screen) history.replaceState(history.state, "", address(screen));
    else history.pushState({ from }, "", address(screen));
    setRoute({ screen, given });
    scrollTo(0, 0);
  }, []);
  const back = useCallback((screen: Screen) => {
    const state = history.state as { from?: unknown } | null;
    if (state?.from === screen) history.back();
    else go(screen);
  }, [go]);
  return { route, go, back };
}

function address(screen: Screen): string {
  return `${location.pathname}${screen === "pass" ? "" : `#${screen}`}`;
}
