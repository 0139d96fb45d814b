// A gate: reads codes, one on each line, and prints one answer for each.
//
//   node web/build/gate.js ROOT BUNDLE < codes
//
// ROOT is the first root, BUNDLE a file with all later documents: roots, a trust list, revocation lists.

import { randomBytes } from "node:crypto";
import { readFileSync } from "node:fs";
import { createInterface } from "node:readline";
import { CodeRefused, Gate, HuepassError, firstState, makePolicy } from "huepass";

const now = (): number => Math.floor(Date.now() / 1000);

const [rootFile, bundleFile] = process.argv.slice(2);
if (rootFile === undefined || bundleFile === undefined) {
  process.stderr.write("usage: node gate.js ROOT BUNDLE < codes\n");
  process.exit(2);
}

let gate: Gate;
try {
  gate = new Gate({
    federation: firstState(readFileSync(rootFile)),
    policy: makePolicy({ acceptPaper: true }),
    start: now(),
    replayKey: randomBytes(32),
  });
  const { refused } = gate.load(readFileSync(bundleFile), now());
  for (const fault of refused) process.stderr.write(`${bundleFile}: ${fault.message}\n`);
} catch (error) {
  process.stderr.write(`${error instanceof HuepassError ? error.message : "a file can't be read"}\n`);
  process.exit(1);
}

for await (const code of createInterface({ input: process.stdin })) {
  try {
    const { action, label, medium, stale } = gate.check(code, now());
    const colour = `${label?.get("zh") ?? "-"} ${label?.get("en") ?? "-"}`;
    process.stdout.write(`${action} ${colour} ${medium}${stale ? " stale" : ""}\n`);
  } catch (error) {
    if (!(error instanceof CodeRefused)) throw error;
    // The reason is for programs; people see what comes after it, which is the same for expired and revoked.
    process.stdout.write(`refused ${error.reason} ${error.meaning}\n`);
  }
}
