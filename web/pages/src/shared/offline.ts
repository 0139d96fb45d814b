/** The page's service worker: registered, and changed when there is a new build. */

const ADDRESS = "./worker.js";

/**
 * Registers the service worker, which keeps the page for when there is no network.
 *
 * @param onUpdate - called when a new build is there; it gets a function that begins it, which loads the page anew
 */
export async function keepOffline(onUpdate: (begin: () => void) => void): Promise<void> {
  if (!("serviceWorker" in navigator)) return;
  const { serviceWorker } = navigator;
  const reload = () => { location.reload(); };
  // Without a controller this is the first visit, and the worker begins by itself.
  let controlled = serviceWorker.controller !== null;
  let asked = false;
  serviceWorker.addEventListener("controllerchange", () => {
    if (asked) reload();
    else if (controlled) onUpdate(reload); // another tab began a new build: what this one hasn't loaded yet may be gone
    controlled = true;
  });
  const registration = await serviceWorker.register(trusted(ADDRESS), { updateViaCache: "none" });
  const offer = (worker: ServiceWorker | null) => {
    if (!worker || !controlled) return;
    onUpdate(() => {
      asked = true;
      worker.postMessage("begin");
    });
  };
  offer(registration.waiting);
  registration.addEventListener("updatefound", () => {
    const worker = registration.installing;
    worker?.addEventListener("statechange", () => {
      if (worker.state === "installed") offer(worker);
    });
  });
}

/** The one address that the content security policy lets become a script. */
function trusted(address: string): string {
  const policies = (globalThis as { trustedTypes?: { createPolicy: (name: string, rules: object) => { createScriptURL: (url: string) => unknown } } }).trustedTypes;
  if (!policies) return address;
  return policies.createPolicy("huepass", { createScriptURL: (url: string) => url }).createScriptURL(address) as string;
}
