import { fileURLToPath } from "node:url";
import { defineConfig } from "vite";
import { offline } from "./offline.js";

const page = (name: string) => fileURLToPath(new URL(`../${name}/index.html`, import.meta.url));

export default defineConfig({
  base: "./", // the pages may lie under any path
  esbuild: { jsx: "automatic", jsxImportSource: "preact", legalComments: "none" },
  build: {
    target: "es2022",
    assetsInlineLimit: 0, // the content security policy has no data: addresses for scripts and styles
    modulePreload: { polyfill: false },
    rollupOptions: { input: { wallet: page("wallet"), gate: page("gate") } },
  },
  plugins: [offline(["wallet", "gate"])],
});
