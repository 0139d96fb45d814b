/** What the screens have in common: the running clock, the kept gate, fetching by itself, a screen that stays on. */

import { useCallback, useEffect, useRef, useState } from "preact/hooks";
import { now } from "../shared/time.js";
import { pageAllows } from "../shared/allowed.js";
import type { Keeper } from "./keeper.js";
import { sync, type Synced } from "./sync.js";

/** The clock, in seconds; draws again each second. */
export function useClock(): number {
  const [time, setTime] = useState(now);
  useEffect(() => {
    const timer = setInterval(() => { setTime(now()); }, 1000);
    return () => { clearInterval(timer); };
  }, []);
  return time;
}

/** Draws again whenever the kept gate has changed. */
export function useKeeper(keeper: Keeper): void {
  const [, setChanges] = useState(0);
  useEffect(() => keeper.onChange(() => { setChanges((changes) => changes + 1); }), [keeper]);
}

/** Fetching: what the last time gave, and how to do it now. */
export interface Syncing {
  /** Undefined for a gate that is fed by files. */
  readonly run: (() => void) | undefined;
  readonly running: boolean;
  readonly files: readonly Synced[] | undefined;
}

/** Between two times, in milliseconds: ten minutes, not all gates at the same moment. */
const BETWEEN = 600_000;
const SPREAD = 120_000;

/** Fetches at the start, about every ten minutes, when network or page come back, and when asked. */
export function useSync(keeper: Keeper): Syncing {
  const { server } = keeper.settings;
  const [running, setRunning] = useState(false);
  const [files, setFiles] = useState<readonly Synced[]>();
  const busy = useRef(false);
  const began = useRef(0);
  const run = useCallback(() => {
    if (server === undefined || busy.current) return;
    busy.current = true;
    began.current = now();
    setRunning(true);
    void sync(server, {
      fetch: (...request) => fetch(...request),
      load: (file) => keeper.load(file),
      trustList: () => keeper.federation.trustList,
      allowed: pageAllows,
    })
      .then(setFiles)
      .finally(() => {
        busy.current = false;
        setRunning(false);
      });
  }, [keeper, server]);
  useEffect(() => {
    if (server === undefined) return undefined;
    let timer: ReturnType<typeof setTimeout>;
    const again = () => {
      if (navigator.onLine) run(); // else when it comes back
      timer = setTimeout(again, BETWEEN + (Math.random() - 0.5) * SPREAD);
    };
    const woken = () => {
      // A computer that slept has missed its time.
      if (document.visibilityState === "visible" && now() - began.current >= BETWEEN / 1000) run();
    };
    again();
    addEventListener("online", run);
    document.addEventListener("visibilitychange", woken);
    return () => {
      clearTimeout(timer);
      removeEventListener("online", run);
      document.removeEventListener("visibilitychange", woken);
    };
  }, [run, server]);
  return { run: server === undefined ? undefined : run, running, files };
}

/** Keeps the screen on while a screen is shown; browsers that can't let it go dark as always. */
export function useScreenOn(): void {
  useEffect(() => {
    let lock: WakeLockSentinel | undefined;
    let over = false;
    const ask = () => {
      if (document.visibilityState !== "visible" || !("wakeLock" in navigator)) return;
      navigator.wakeLock.request("screen").then(
        (given) => {
          if (over) void given.release();
          else lock = given;
        },
        () => undefined,
      );
    };
    ask();
    document.addEventListener("visibilitychange", ask);
    return () => {
      over = true;
      document.removeEventListener("visibilitychange", ask);
      void lock?.release();
    };
  }, []);
}
