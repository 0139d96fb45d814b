/**
 * When the wallet fetches by itself while the page is open.
 *
 * Whoever sees the requests must not learn from their times when a code is shown, or who belongs to a family: each person is
 * fetched at a random moment of their own, and never just after a code was brought up.
 */

import { asFault, type Fault } from "../shared/fault.js";
import type { Refreshed } from "./filling.js";
import { strip, type Person } from "./model.js";
import type { IssuerClient } from "./protocol.js";
import { isDue, refresh } from "./refresh.js";
import type { WalletStore } from "./store.js";
import { chance, worksUntil } from "./strip.js";

/** Seconds after it is noticed that somebody is due. */
export const SOONEST = 20;
export const LATEST = 300;
/** Seconds after a code was brought up in which nothing is fetched by itself. */
export const QUIET = 20;
/** Seconds after a first and after many failures. */
const FIRST_PAUSE = 60;
const LONGEST_PAUSE = 3600;
/** At the latest after so many seconds it is looked again what is due: clocks are set, and computers sleep. */
const LOOK_AGAIN = 60;
/** Who is late by so many seconds has slept. */
const ASLEEP = 2 * LOOK_AGAIN;

/** What the schedule remembers of a person. */
export interface Plan {
  /** When to fetch. */
  readonly at: number;
  /** How many tries in a row have failed. */
  readonly failures: number;
}

/**
 * When to fetch for a person that may be due. Pure.
 *
 * @param plan - what was decided before, if anything
 * @param random - a random number from 0 up to 1
 * @returns undefined if nothing is to be done for this person now
 */
export function planFor(person: Person, plan: Plan | undefined, now: number, random: () => number): Plan | undefined {
  if (person.ended || person.refreshToken === undefined) return undefined;
  const failures = plan?.failures ?? 0;
  if (failures === 0 && worksUntil(strip(person), now) === undefined) return { at: now, failures };
  if (failures === 0 && !isDue(person, now)) return undefined;
  // Late by that much, the page has slept until somebody came, maybe to show a code.
  return plan && plan.at > now - ASLEEP ? plan : { at: randomMoment(now, random), failures };
}

/** When to try again after one more failure. Pure. */
export function planAfterFailure(plan: Plan | undefined, now: number, random: () => number): Plan {
  const failures = (plan?.failures ?? 0) + 1;
  const pause = Math.min(LONGEST_PAUSE, FIRST_PAUSE * 2 ** (failures - 1));
  return { at: now + Math.floor(pause * (1 + random())), failures };
}

function randomMoment(now: number, random: () => number): number {
  return now + SOONEST + Math.floor(random() * (LATEST - SOONEST + 1));
}

/** How it stands with fetching for a person. */
export interface RefreshState {
  readonly busy: boolean;
  /** Why the last try failed; undefined if it didn't. */
  readonly fault: Fault | undefined;
}

/** What a schedule takes from outside; in a page, what the browser has. */
export interface ScheduleOptions {
  readonly random?: () => number;
  readonly online?: () => boolean;
  readonly refresh?: (store: WalletStore, client: IssuerClient, id: string) => Promise<Refreshed>;
}

/** Fetches for everybody in the wallet, one after the other. */
export class Schedule {
  readonly #store: WalletStore;
  readonly #client: IssuerClient;
  readonly #random: () => number;
  readonly #online: () => boolean;
  readonly #refresh: NonNullable<ScheduleOptions["refresh"]>;
  readonly #plans = new Map<string, Plan>();
  readonly #states = new Map<string, RefreshState>();
  readonly #listeners = new Set<() => void>();
  #quietUntil = 0;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #turn: Promise<unknown> = Promise.resolve();
  /** How many fetches are under way or wait for their turn. */
  #waiting = 0;
  #stop: (() => void) | undefined;

  constructor(store: WalletStore, client: IssuerClient, options: ScheduleOptions = {}) {
    this.#store = store;
    this.#client = client;
    this.#random = options.random ?? chance;
    this.#online = options.online ?? (() => navigator.onLine);
    this.#refresh = options.refresh ?? refresh;
  }

  /** Begins. @returns ends it */
  start(): () => void {
    this.#stop?.();
    const look = () => { this.#lookIn(0); };
    const woken = () => {
      this.#postpone();
      look();
    };
    const forget = this.#store.onChange(look);
    const page = typeof window === "undefined" ? undefined : window;
    page?.addEventListener("online", woken);
    page?.document.addEventListener("visibilitychange", woken);
    const stop = () => {
      forget();
      page?.removeEventListener("online", woken);
      page?.document.removeEventListener("visibilitychange", woken);
      clearTimeout(this.#timer);
      this.#stop = undefined;
    };
    this.#stop = stop;
    look();
    return stop;
  }

  /** A code was brought up just now. */
  codeShown(): void {
    this.#quietUntil = this.#client.now() + QUIET;
    this.#postpone();
  }

  /**
   * Fetches for a person at once: somebody asked for it.
   *
   * @throws as `refresh`
   */
  refreshNow(id: string): Promise<Refreshed> {
    this.#waiting++;
    const turn = this.#turn.then(() => this.#fetch(id)).finally(() => {
      this.#waiting--;
      this.#lookIn(0);
    });
    this.#turn = turn.catch(() => undefined);
    return turn;
  }

  /** How it stands with a person. */
  state(id: string): RefreshState {
    return this.#states.get(id) ?? { busy: false, fault: undefined };
  }

  /** Calls back whenever how it stands with somebody has changed. @returns ends that */
  onChange(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => { this.#listeners.delete(listener); };
  }

  /** Fetches for whoever's time has come, or waits for it. */
  async #look(): Promise<void> {
    const next = await this.#store.persons().then((persons) => this.#due(persons), () => undefined);
    if (this.#waiting > 0 || !this.#stop) return; // when that is done, it is looked again
    if (next && next.wait <= 0) await this.refreshNow(next.id).catch(() => undefined); // told by its state
    else this.#lookIn(Math.min(next?.wait ?? LOOK_AGAIN, LOOK_AGAIN));
  }

  /** Who is next, and in how many seconds; undefined if nobody is. */
  #due(persons: readonly Person[]): { id: string; wait: number } | undefined {
    const now = this.#client.now();
    const known = new Set(persons.map(({ id }) => id));
    for (const id of this.#plans.keys()) if (!known.has(id)) this.#plans.delete(id);
    for (const person of persons) {
      const plan = planFor(person, this.#plans.get(person.id), now, this.#random);
      if (plan) this.#plans.set(person.id, plan);
      else this.#plans.delete(person.id);
    }
    const [first] = [...this.#plans].sort(([, a], [, b]) => a.at - b.at);
    if (!first || !this.#online()) return undefined;
    return { id: first[0], wait: Math.max(first[1].at, this.#quietUntil) - now };
  }

  /**
   * Puts off what is to come within moments, to random ones: somebody may be about to show a code, or everybody's network
   * may have come back.
   */
  #postpone(): void {
    const now = this.#client.now();
    for (const [id, { at, failures }] of this.#plans) {
      if (at < now + QUIET) this.#plans.set(id, { at: randomMoment(now, this.#random), failures });
    }
  }

  #lookIn(seconds: number): void {
    if (!this.#stop) return;
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => void this.#look(), seconds * 1000);
  }

  async #fetch(id: string): Promise<Refreshed> {
    this.#say(id, { busy: true, fault: this.state(id).fault });
    try {
      const done = await this.#refresh(this.#store, this.#client, id);
      this.#plans.delete(id);
      this.#say(id, { busy: false, fault: undefined });
      return done;
    } catch (error) {
      this.#plans.set(id, planAfterFailure(this.#plans.get(id), this.#client.now(), this.#random));
      this.#say(id, { busy: false, fault: asFault(error) });
      throw error;
    }
  }

  #say(id: string, state: RefreshState): void {
    this.#states.set(id, state);
    for (const listener of [...this.#listeners]) listener();
  }
}
