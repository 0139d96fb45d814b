import "fake-indexeddb/auto";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { fetchFailed } from "../../src/wallet/faults.js";
import type { Refreshed } from "../../src/wallet/filling.js";
import { refresh } from "../../src/wallet/refresh.js";
import { LATEST, QUIET, Schedule, SOONEST } from "../../src/wallet/schedule.js";
import { accepted, closeAll, HOUR, reasonOf, scene, type Scene } from "./fake.js";

let at: Scene;
let id: string;
let online: boolean;
let running: number;
let random: number;
const asked: string[] = [];
let work: (id: string) => Promise<Refreshed>;

beforeEach(async () => {
  at = await scene();
  ({ id } = await accepted(at));
  [online, running, random] = [true, 0, 0];
  asked.splice(0);
  work = (one) => refresh(at.store, at.client, one);
});
afterEach(() => {
  vi.useRealTimers();
  closeAll();
});

/** A schedule whose timers are ours; `pass` lets time go by. */
function begun() {
  vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] });
  const schedule = new Schedule(at.store, at.client, {
    random: () => random,
    online: () => online,
    refresh: async (_store, _client, one) => {
      asked.push(one);
      expect(++running).toBe(1);
      try {
        return await work(one);
      } finally {
        running--;
      }
    },
  });
  const pass = async (seconds: number) => {
    for (let gone = 0; gone < seconds; gone++) {
      at.issuer.now++;
      await vi.advanceTimersByTimeAsync(1000);
      await settled();
    }
  };
  return { schedule, pass, end: schedule.start() };
}

/** Lets the database, which has real timers of its own, answer what was asked. */
async function settled(): Promise<void> {
  for (let times = 0; times < 4; times++) await new Promise((resolve) => { setImmediate(resolve); });
}

const due = () => at.store.change(id, (person) => ({ ...person, nextRefreshAt: at.issuer.now }));

test("whoever is due is fetched later, and not before", async () => {
  await due();
  const { pass, end } = begun();
  await pass(SOONEST - 2);
  expect(asked).toEqual([]);
  await pass(5);
  expect(asked).toEqual([id]);
  end();
});

test("who is late since the page slept is fetched at a random moment, and not when somebody comes back", async () => {
  await due();
  const { pass, end } = begun();
  await pass(SOONEST - 5);
  at.issuer.now += HOUR;
  await pass(SOONEST);
  expect(asked).toEqual([]);
  await pass(10);
  expect(asked).toEqual([id]);
  end();
});

test("what would come just after a code was brought up comes at another random moment", async () => {
  await due();
  const { schedule, pass, end } = begun();
  await pass(SOONEST - 3);
  random = 1;
  schedule.codeShown();
  await pass(LATEST - 5);
  expect(asked).toEqual([]);
  await pass(10);
  expect(asked).toEqual([id]);
  end();
});

test("who was fetched by another tab meanwhile is not fetched again", async () => {
  await due();
  const { pass, end } = begun();
  await pass(5);
  await refresh(at.store, at.client, id);
  await pass(LATEST);
  expect(asked).toEqual([]);
  end();
});

test("never just after a code was brought up", async () => {
  await due();
  const { schedule, pass, end } = begun();
  await pass(SOONEST - 3);
  schedule.codeShown();
  await pass(QUIET - 2);
  expect(asked).toEqual([]);
  await pass(5);
  expect(asked).toEqual([id]);
  end();
});

test("at once when there is nothing to show; after a failure it waits and says why", async () => {
  await at.store.change(id, (person) => ({ ...person, held: [] }));
  work = () => Promise.reject(fetchFailed());
  const { schedule, pass, end } = begun();
  await pass(2);
  expect(asked).toEqual([id]);
  expect(schedule.state(id)).toMatchObject({ busy: false, fault: { reason: "fetch_failed" } });
  await pass(40);
  expect(asked).toEqual([id]);
  work = (one) => refresh(at.store, at.client, one);
  await pass(40);
  expect(asked).toEqual([id, id]);
  end();
});

test("also with nothing to show, not just after the code of somebody else was brought up", async () => {
  await at.store.change(id, (person) => ({ ...person, held: [] }));
  const { schedule, pass, end } = begun();
  schedule.codeShown();
  await pass(QUIET - 2);
  expect(asked).toEqual([]);
  await pass(5);
  expect(asked).toEqual([id]);
  end();
});

test("without network nothing is asked", async () => {
  online = false;
  await at.store.change(id, (person) => ({ ...person, held: [] }));
  const { pass, end } = begun();
  await pass(100);
  expect(asked).toEqual([]);
  online = true;
  await pass(61);
  expect(asked).toEqual([id]);
  end();
});

test("on request at once, one after the other", async () => {
  const { schedule, end } = begun();
  vi.useRealTimers();
  const states: boolean[] = [];
  schedule.onChange(() => { states.push(schedule.state(id).busy); });
  await Promise.all([schedule.refreshNow(id), schedule.refreshNow(id)]);
  expect(asked).toEqual([id, id]);
  expect(states).toEqual([true, false, true, false]);
  end();
});

test("a request that fails tells whoever asked", async () => {
  const { schedule, end } = begun();
  vi.useRealTimers();
  work = () => Promise.reject(fetchFailed());
  expect(await reasonOf(schedule.refreshNow(id))).toBe("fetch_failed");
  end();
});
