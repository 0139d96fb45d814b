/** The conformance program of Appendix A, driven over pipes, and the vectors of the specification. */

import { spawn } from "node:child_process";
import { readFileSync, readdirSync } from "node:fs";
import { once } from "node:events";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { FIRST_LIST, PAPER_TEXT, ROOT, TRUST_LIST } from "./example.js";
import { NOW, liveCredential, presentation, codeText } from "./world.js";

type Json = Readonly<Record<string, unknown>>;

const program = fileURLToPath(new URL("../build/conformance.js", import.meta.url));
const vectors = fileURLToPath(new URL("../../../spec/vectors", import.meta.url));
const hexOf = (bytes: Uint8Array): string => Buffer.from(bytes).toString("hex");

class Program {
  private readonly child = spawn(process.execPath, [program], { stdio: ["pipe", "pipe", "inherit"] });
  private readonly lines = createInterface({ input: this.child.stdout })[Symbol.asyncIterator]();

  /** Writes text and waits for one answer. */
  async ask(text: string | Buffer): Promise<Json> {
    this.child.stdin.write(text);
    const line: IteratorResult<string, unknown> = await this.lines.next();
    return JSON.parse(String(line.value)) as Json;
  }

  async end(): Promise<number | null> {
    this.child.stdin.end();
    const [code] = (await once(this.child, "close")) as [number | null];
    return code;
  }
}

describe("the conformance program", () => {
  let running: Program;
  beforeAll(() => { running = new Program(); });
  afterAll(async () => { expect(await running.end()).toBe(0); });

  const steps = [
    { at: NOW, load: hexOf(TRUST_LIST) },
    { at: NOW, show: PAPER_TEXT },
    { at: NOW, load: hexOf(FIRST_LIST) + hexOf(FIRST_LIST) + "ff" },
    { at: NOW + 1, show: codeText(presentation({ iat: NOW, cnonce: new Uint8Array(8) })), challenge: "0000000000000000" },
    { at: NOW + 2, show: codeText(presentation({ iat: NOW, cnonce: new Uint8Array(8) })), challenge: "0000000000000000" },
    { at: NOW + 2, show: codeText(liveCredential()) },
  ];
  const good = { id: "a", root: hexOf(ROOT), accept_paper: true, steps, comment: "x", spec: "7", expect: [] };
  const live = { action: "pass", colour: 1, level: "clear", issuer: "gz", medium: "live", stale: false };

  test("answers each line at once", async () => {
    expect(await running.ask(`\n  \n${JSON.stringify(good)}\n`)).toEqual({
      id: "a",
      results: [
        { loaded: 1 },
        { action: "check", colour: 1, level: "clear", issuer: "gz", medium: "paper", stale: true },
        { loaded: 2, errors: ["bad_cbor"] },
        live,
        live,
        { error: "proof_missing" },
      ],
    });
  });

  test("a bad root is the answer to every step", async () => {
    const answer = await running.ask(`${JSON.stringify({ ...good, root: "00" })}\r\n`);
    expect(answer).toEqual({ id: "a", results: steps.map(() => ({ error: "bad_root" })) });
  });

  const badCases: [string, unknown][] = [
    ["no root", { root: undefined }],
    ["a root in upper case", { root: "AB" }],
    ["half a byte", { root: "abc" }],
    ["no accept_paper", { accept_paper: undefined }],
    ["a step with neither", { steps: [{ at: 1 }] }],
    ["a step with both", { steps: [{ at: 1, load: "", show: "" }] }],
    ["a step without a time", { steps: [{ load: "" }] }],
    ["a time with a fraction", { steps: [{ at: 0.5, load: "" }] }],
    ["a step that is null", { steps: [null] }],
  ];
  test.each(badCases)("bad_case for each step: %s", async (_, change) => {
    const bad = { ...good, ...(change as Json) };
    const answer = await running.ask(`${JSON.stringify(bad)}\n`);
    expect(answer).toEqual({ id: "a", results: bad.steps.map(() => ({ error: "bad_case" })) });
  });

  test.each([["no JSON", "x\n"], ["an array", "[]\n"], ["no UTF-8", Buffer.from([0x22, 0xff, 0x22, 0x0a])], ["null", "null\n"]])(
    "%s",
    async (_, line) => { expect(await running.ask(line)).toEqual({ results: [], error: "bad_case" }); },
  );

  test("it goes on after all that", async () => {
    expect(await running.ask(`${JSON.stringify({ ...good, id: "z", steps: [] })}\n`)).toEqual({ id: "z", results: [] });
  });
});

/** Whether a result is right, by the rules of Appendix A. */
function isRight(result: unknown, expected: unknown): boolean {
  const { any, error } = expected as { any?: unknown[]; error?: string };
  if (any) return any.some((one) => isRight(result, one));
  if (error === "*") return "error" in (result as Json);
  const sorted = (value: unknown): string => JSON.stringify(Object.entries(value as Json).sort());
  return sorted(result) === sorted(expected);
}

const files = readdirSync(vectors).filter((name) => name.endsWith(".jsonl"));

describe("the vectors of the specification", () => {
  test("they are there", () => { expect(files).toContain("root.jsonl"); });
  test.each(files)("%s", async (name) => {
    const running = new Program();
    const wrong: unknown[] = [];
    for (const line of readFileSync(`${vectors}/${name}`, "utf8").split("\n")) {
      if (line.trim() === "") continue;
      const { id, expect: expected } = JSON.parse(line) as { id: string; expect: unknown[] };
      const answer = (await running.ask(`${line}\n`)) as { id: string; results: unknown[] };
      const right = answer.id === id && answer.results.length === expected.length;
      if (!right || !answer.results.every((result, i) => isRight(result, expected[i]))) wrong.push(answer);
    }
    expect(await running.end()).toBe(0);
    expect(wrong).toEqual([]);
  });
});
