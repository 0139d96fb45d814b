/** Makes each page's service worker, which has to know what the page is made of. */

import { createHash } from "node:crypto";
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { transformWithEsbuild, type Plugin, type Rollup } from "vite";

const WORKER = new URL("../worker/worker.ts", import.meta.url);

/**
 * After a build, writes `worker.js` beside each page: with the address and the hash of every file that the page can load.
 *
 * @param pages - folders, each with an `index.html`
 */
export function offline(pages: readonly string[]): Plugin {
  return {
    name: "huepass-offline",
    apply: "build",
    async writeBundle({ dir }, bundle) {
      if (dir === undefined) throw new Error("the pages are built into a folder");
      const source = await readFile(WORKER, "utf8");
      for (const page of pages) {
        const files: [string, string][] = [];
        for (const name of filesOf(page, bundle)) {
          const content = await readFile(join(dir, name));
          files.push([address(page, name), `sha256-${createHash("sha256").update(content).digest("base64")}`]);
        }
        const define = { FILES_OF_THE_PAGE: JSON.stringify(files) };
        const { code } = await transformWithEsbuild(source, "worker.ts", { define, minify: true, target: "es2022" });
        await writeFile(join(dir, page, "worker.js"), code);
      }
    },
  };
}

/** The page itself and all that it can load, whenever it does. */
function filesOf(page: string, bundle: Rollup.OutputBundle): string[] {
  const html = `${page}/index.html`;
  const entry = Object.values(bundle).find((one) => one.type === "chunk" && one.isEntry && one.name === page);
  if (entry?.type !== "chunk") throw new Error(`${html} has no script`);
  const found = new Set<string>([html]);
  const waiting = [entry.fileName];
  for (let name = waiting.pop(); name !== undefined; name = waiting.pop()) {
    if (found.has(name)) continue;
    found.add(name);
    const one = bundle[name];
    if (one?.type !== "chunk") continue;
    waiting.push(...one.imports, ...one.dynamicImports);
    waiting.push(...(one.viteMetadata?.importedCss ?? []), ...(one.viteMetadata?.importedAssets ?? []));
  }
  // What is copied as it is, since it is named where nothing is rewritten.
  for (const name of [`${page}/manifest.webmanifest`, `icons/${page}.svg`, `icons/${page}-192.png`, `icons/${page}-512.png`]) {
    found.add(name);
  }
  return [...found].sort();
}

/** The address of a file as seen from the page. */
function address(page: string, name: string): string {
  if (name === `${page}/index.html`) return "./";
  return name.startsWith(`${page}/`) ? `./${name.slice(page.length + 1)}` : `../${name}`;
}
