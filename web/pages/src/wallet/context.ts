/** What every screen of the wallet has at hand, and how it asks the issuer. */

import { createContext } from "preact";
import { useCallback, useContext, useEffect, useRef, useState } from "preact/hooks";
import { asFault, Fault } from "../shared/fault.js";
import { Refused } from "./faults.js";
import { signedIn } from "./refresh.js";
import type { Myself } from "./holder.js";
import type { Visit } from "./live.js";
import type { Person } from "./model.js";
import type { Network } from "./network.js";
import type { IssuerClient } from "./protocol.js";
import type { Schedule } from "./schedule.js";
import type { WalletStore } from "./store.js";

export const SCREENS = [
  "pass", "add", "scan", "challenge", "people", "menu", "apply", "why", "report", "records", "objections", "reading",
  "lookups", "paper", "share", "devices", "proofs", "memberships",
] as const;
export type Screen = (typeof SCREENS)[number];

/** What every screen has. */
export interface Wallet {
  readonly store: WalletStore;
  readonly client: IssuerClient;
  readonly network: Network;
  readonly schedule: Schedule;
  readonly visit: Visit;
  /** Everybody in the wallet, in order. */
  readonly persons: readonly Person[];
  /** Whose turn it is; undefined while nobody is in the wallet. */
  readonly person: Person | undefined;
  /**
   * Goes to a screen. Only its name gets into the address.
   *
   * @param given - what it is to work on: a scanned text, or the query of a sign-in that comes back. Kept in memory
   * until another screen is gone to
   */
  readonly go: (screen: Screen, given?: string) => void;
  /** Goes back to a screen: in the browser's history if one came from there. */
  readonly back: (screen: Screen) => void;
  readonly given: string | undefined;
  /** Makes it the turn of a person. */
  readonly choose: (id: string) => void;
}

export const WalletContext = createContext<Wallet | undefined>(undefined);

/** What every screen has. */
export function useWallet(): Wallet {
  const wallet = useContext(WalletContext);
  if (!wallet) throw new Error("a screen is drawn inside the wallet");
  return wallet;
}

/** Something that takes time and can fail. */
export interface Task<A extends unknown[], T> {
  readonly busy: boolean;
  readonly fault: Fault | undefined;
  readonly value: T | undefined;
  /** Does it; not a second time while it is under way. @returns what came of it; undefined if it failed */
  readonly run: (...given: A) => Promise<T | undefined>;
  /** Forgets the fault and the value. */
  readonly clear: () => void;
}

interface TaskState<T> {
  readonly busy: boolean;
  readonly fault?: Fault;
  readonly value?: T;
}

/** Something to be done when somebody presses a button. */
export function useTask<A extends unknown[], T>(work: (...given: A) => Promise<T>): Task<A, T> {
  const [state, setState] = useState<TaskState<T>>({ busy: false });
  const running = useRef(false);
  const gone = useRef(false);
  const current = useRef(work);
  current.current = work;
  useEffect(() => {
    gone.current = false;
    return () => {
      gone.current = true;
    };
  }, []);
  const run = useCallback(async (...given: A) => {
    if (running.current) return undefined;
    running.current = true;
    setState(({ value }) => ({ busy: true, ...(value !== undefined && { value }) }));
    try {
      const value = await current.current(...given);
      if (!gone.current) setState({ busy: false, value });
      return value;
    } catch (error) {
      if (!gone.current) setState(({ value }) => ({ busy: false, fault: asFault(error), ...(value !== undefined && { value }) }));
      return undefined;
    } finally {
      running.current = false;
    }
  }, []);
  const clear = useCallback(() => { setState({ busy: false }); }, []);
  return { busy: state.busy, fault: state.fault, value: state.value, run, clear };
}

/** Asks the issuer in the name of the person on screen, who is signed in when something is asked first. */
export function useMyself(): <T>(ask: (me: Myself) => Promise<T>) => Promise<T> {
  const { store, client, person } = useWallet();
  const id = person?.id;
  const signed = useRef<{ id: string; me: Promise<Myself> } | undefined>(undefined);
  return useCallback(
    async (ask) => {
      if (id === undefined) throw nobody();
      if (signed.current?.id !== id) {
        const me = signedIn(store, client, id);
        signed.current = { id, me };
        me.catch(() => { signed.current = undefined; });
      }
      return await ask(await signed.current.me).catch((error: unknown) => {
        throw error instanceof Refused && error.reason === "not_permitted" ? notPermitted() : error;
      });
    },
    [store, client, id],
  );
}

/** An answer of the issuer's that a screen begins with. */
export interface Asked<T> {
  readonly busy: boolean;
  readonly fault: Fault | undefined;
  readonly value: T | undefined;
  /** Asks again; what is there stays on screen meanwhile. */
  readonly retry: () => void;
}

/**
 * Asks the issuer at once, and again when it is another person's turn.
 *
 * @param again - asks again when this changes, too
 */
export function useAsk<T>(ask: (me: Myself) => Promise<T>, again = ""): Asked<T> {
  const { person } = useWallet();
  const myself = useMyself();
  const wanted = `${person?.id ?? ""} ${again}`;
  const [state, setState] = useState<TaskState<T> & { wanted: string }>({ busy: true, wanted });
  const [tries, setTries] = useState(0);
  const current = useRef(ask);
  current.current = ask;
  useEffect(() => {
    let over = false;
    setState((before) => ({ ...(before.wanted === wanted && before.value !== undefined && { value: before.value }), busy: true, wanted }));
    myself((me) => current.current(me)).then(
      (value) => {
        if (!over) setState({ busy: false, value, wanted });
      },
      (error: unknown) => {
        if (!over) setState((before) => ({ ...(before.value !== undefined && { value: before.value }), busy: false, fault: asFault(error), wanted }));
      },
    );
    return () => {
      over = true;
    };
  }, [wanted, tries, myself]);
  const shown: TaskState<T> = state.wanted === wanted ? state : { busy: true };
  return { busy: shown.busy, fault: shown.fault, value: shown.value, retry: () => { setTries(tries + 1); } };
}

/** What a wallet that is not the person's own asks in vain. The service has words for its staff. */
export function notPermitted(): Fault {
  return new Fault(
    "not_permitted",
    { zh: "此项只能由本人办理", en: "This is for the person only" },
    {
      zh: "在这台设备上可以出示此通行码并查看颜色原因；其他事项请本人在自己的钱包中办理，或到签发方窗口办理。",
      en: "Here the pass can be shown, and why it has its colour. All else is done from the person’s own wallet, or at the issuer’s desk.",
    },
  );
}

function nobody(): Fault {
  return new Fault(
    "holder_unknown",
    { zh: "钱包中还没有通行码", en: "There is no pass in this wallet yet" },
    { zh: "请先添加一位持码人。", en: "Add a person first." },
  );
}
