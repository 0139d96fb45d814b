/** When a page is told of a new build, with a browser's service workers in small. */

import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { keepOffline } from "../../src/shared/offline.js";

class FakeWorker extends EventTarget {
  state = "installing";
  readonly sent: unknown[] = [];

  postMessage(message: unknown): void {
    this.sent.push(message);
  }

  isInstalled(): void {
    this.state = "installed";
    this.dispatchEvent(new Event("statechange"));
  }
}
class FakeRegistration extends EventTarget {
  waiting: FakeWorker | null = null;
  installing: FakeWorker | null = null;

  finds(): FakeWorker {
    this.installing = new FakeWorker();
    this.dispatchEvent(new Event("updatefound"));
    return this.installing;
  }
}
class FakeContainer extends EventTarget {
  controller: FakeWorker | null = null;
  readonly registration = new FakeRegistration();
  readonly asked: unknown[][] = [];

  register(...given: unknown[]): Promise<FakeRegistration> {
    this.asked.push(given);
    return Promise.resolve(this.registration);
  }

  changes(): void {
    this.controller = new FakeWorker();
    this.dispatchEvent(new Event("controllerchange"));
  }
}

let container: FakeContainer;
let reloads: number;
let offered: (() => void)[];
const begin = () => keepOffline((update) => { offered.push(update); });

beforeEach(() => {
  [container, reloads, offered] = [new FakeContainer(), 0, []];
  vi.stubGlobal("navigator", { serviceWorker: container });
  vi.stubGlobal("location", { reload: () => { reloads++; } });
});
afterEach(() => { vi.unstubAllGlobals(); });

test("the first visit is not a new build", async () => {
  await begin();
  container.registration.finds().isInstalled();
  container.changes();
  expect([offered, reloads]).toEqual([[], 0]);
  expect(container.asked).toEqual([["./worker.js", { updateViaCache: "none" }]]); // past every cache
});

test("a build that comes later is offered, and begins when it is asked for", async () => {
  container.controller = new FakeWorker();
  await begin();
  const worker = container.registration.finds();
  expect(offered).toHaveLength(0);
  worker.isInstalled();
  expect([offered.length, reloads, worker.sent]).toEqual([1, 0, []]);
  offered[0]?.();
  expect([reloads, worker.sent]).toEqual([0, ["begin"]]);
  container.changes();
  expect(reloads).toBe(1);
});

test("one that waits since an earlier visit is offered at once", async () => {
  container.controller = new FakeWorker();
  container.registration.waiting = new FakeWorker();
  await begin();
  offered[0]?.();
  expect(container.registration.waiting.sent).toEqual(["begin"]);
});

test("a build that another tab began changes nothing under anybody's hands, and is offered", async () => {
  container.controller = new FakeWorker();
  await begin();
  container.changes();
  expect([offered.length, reloads]).toEqual([1, 0]);
  offered[0]?.();
  expect(reloads).toBe(1);
});

test("a browser that has no service workers goes without, and one that refuses says so", async () => {
  container.register = () => Promise.reject(new DOMException("", "SecurityError"));
  await expect(begin()).rejects.toThrow(DOMException);
  vi.stubGlobal("navigator", {});
  await begin();
  expect(offered).toEqual([]);
});
