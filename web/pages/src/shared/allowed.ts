/** Which addresses the page may fetch from, as its content security policy says: asked before, so that it can be told. */

/**
 * Whether a policy lets a page connect to an address.
 *
 * @param policy - the content security policy; undefined allows everything
 * @param self - the origin of the page
 */
export function allows(policy: string | undefined, self: string, url: URL): boolean {
  const sources = policy?.split(";").map((part) => part.trim().split(/\s+/u)).find(([name]) => name === "connect-src");
  if (!sources) return true;
  return sources.slice(1).some((source) => (source === "'self'" ? self : source) === url.origin);
}

/** Whether this page may connect to an address. */
export function pageAllows(url: URL): boolean {
  const meta = document.querySelector<HTMLMetaElement>('meta[http-equiv="Content-Security-Policy"]');
  return allows(meta?.content, location.origin, url);
}

/** The services that the page is for; the one that serves the page where none is named. */
export function servers(): string[] {
  const named = document.querySelector<HTMLMetaElement>('meta[name="huepass-servers"]')?.content.split(/\s+/u).filter(Boolean) ?? [];
  return (named.length > 0 ? named : [new URL("..", location.href).href]).map((address) => address.replace(/\/+$/u, ""));
}
