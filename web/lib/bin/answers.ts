/** Answers to the cases of Appendix A; in Node and in browsers. */

import {
  BadArgument,
  DocumentRefused,
  HuepassError,
  NO_CHALLENGES,
  firstState,
  judgeCode,
  loadFile,
  makePolicy,
  nobleEd25519,
  showChallenge,
  startGate,
  type Ed25519,
  type GateState,
} from "huepass";

type Json = Readonly<Record<string, unknown>>;

interface LoadStep {
  readonly at: number;
  readonly load: Uint8Array;
}

interface ShowStep {
  readonly at: number;
  readonly show: string;
  readonly challenge: Uint8Array | undefined;
}

type Step = LoadStep | ShowStep;

interface Case {
  readonly root: Uint8Array;
  readonly acceptPaper: boolean;
  readonly steps: readonly Step[];
}

/** The case is not one of Appendix A. */
class BadCase extends Error {}

/** Results of this many signatures and keys are remembered. */
const MEMORY = 20_000;
/** Messages above this many bytes are not remembered. */
const MEMORABLE = 4096;

/** Remembers results, because cases repeat roots, trust lists and codes. The rules themselves stay the library's. */
function remembering(ed25519: Ed25519): Ed25519 {
  const results = new Map<string, boolean>();
  const once = (parts: readonly Uint8Array[], compute: () => boolean): boolean => {
    if (parts.some((part) => part.length > MEMORABLE)) return compute();
    const name = parts.map((part) => `${String(part.length)}:${String.fromCharCode(...part)}`).join("");
    let result = results.get(name);
    if (result === undefined) {
      if (results.size >= MEMORY) results.clear();
      result = compute();
      results.set(name, result);
    }
    return result;
  };
  return {
    verify: (key, message, signature) =>
      once([key, message, signature], () => ed25519.verify(key, message, signature)),
    isGoodKey: (key) => once([key], () => ed25519.isGoodKey(key)),
  };
}

const ed25519 = remembering(nobleEd25519);
const replayKey = crypto.getRandomValues(new Uint8Array(32));

function isObject(value: unknown): value is Json {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function readHex(value: unknown): Uint8Array {
  if (typeof value !== "string" || value.length % 2 !== 0 || !/^[0-9a-f]*$/u.test(value)) throw new BadCase();
  return Uint8Array.from({ length: value.length / 2 }, (_, at) => Number.parseInt(value.slice(2 * at, 2 * at + 2), 16));
}

function readStep(step: unknown): Step {
  if (!isObject(step)) throw new BadCase();
  const { at, load, show, challenge } = step;
  if (typeof at !== "number" || !Number.isSafeInteger(at)) throw new BadCase();
  if (show === undefined) return { at, load: readHex(load) };
  if (load !== undefined || typeof show !== "string") throw new BadCase();
  return { at, show, challenge: challenge === undefined ? undefined : readHex(challenge) };
}

function readCase(value: Json): Case {
  const { id, root, accept_paper: acceptPaper, steps } = value;
  if (typeof id !== "string" || typeof acceptPaper !== "boolean" || !Array.isArray(steps)) throw new BadCase();
  return { root: readHex(root), acceptPaper, steps: steps.map(readStep) };
}

function runCase({ root, acceptPaper, steps }: Case): readonly Json[] {
  const [first] = steps;
  if (!first) return [];
  let gate: GateState;
  try {
    gate = startGate(firstState(root, ed25519), makePolicy({ acceptPaper }), first.at, replayKey);
  } catch (error) {
    if (error instanceof DocumentRefused) return steps.map(() => ({ error: "bad_root" }));
    throw error;
  }
  const results: Json[] = [];
  for (const step of steps) {
    let result: Json;
    try {
      [gate, result] = "load" in step ? load(gate, step) : show(gate, step);
    } catch (error) {
      if (!(error instanceof HuepassError)) throw error;
      result = { error: error instanceof BadArgument ? "bad_case" : error.reason };
    }
    results.push(result);
  }
  return results;
}

function load(gate: GateState, step: LoadStep): [GateState, Json] {
  const { state, loaded, refused } = loadFile(gate.federation, step.load, step.at, ed25519);
  const errors = refused.map(({ reason }) => reason);
  return [{ ...gate, federation: state }, errors.length === 0 ? { loaded } : { loaded, errors }];
}

function show(before: GateState, step: ShowStep): [GateState, Json] {
  // What was shown at an earlier step counts no more: each step stands for itself.
  const challenges = step.challenge ? showChallenge(NO_CHALLENGES, step.challenge, step.at) : NO_CHALLENGES;
  const { gate, decision, refused } = judgeCode({ ...before, challenges }, step.show, step.at, ed25519);
  if (refused) return [gate, { error: refused.reason }];
  const { action, colour, level, issuer, medium, stale } = decision;
  return [gate, { action, colour, level, issuer: issuer.id, medium, stale }];
}

/** The answer to one line. Whatever is wrong with the line, there is one. */
export function answerLine(line: Uint8Array): Json {
  let value: unknown;
  try {
    value = JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(line));
  } catch {
    return { results: [], error: "bad_case" };
  }
  if (!isObject(value)) return { results: [], error: "bad_case" };
  const { id, steps } = value;
  const named = id === undefined ? {} : { id };
  try {
    return { ...named, results: runCase(readCase(value)) };
  } catch (error) {
    if (!(error instanceof BadCase)) console.error(`${error instanceof Error ? error.name : "error"} in a case`);
    const count = Array.isArray(steps) ? steps.length : 0;
    return { ...named, results: Array.from({ length: count }, () => ({ error: "bad_case" })) };
  }
}
