/**
 * How long checking takes, and what of it is the bare signature checks of the same verifier.
 *
 *     node lib/build/bench.js
 */

import { createPublicKey, verify } from "node:crypto";
import {
  CborMap,
  encodeCbor,
  firstState,
  hasSerial,
  judgeCode,
  keyId,
  loadDocument,
  makeHolderKey,
  makePolicy,
  makePresentation,
  nobleEd25519,
  readSerials,
  startGate,
  strictEd25519,
  writeCodeText,
  writeSerials,
  type CborValue,
  type Ed25519,
} from "huepass";
import { ed25519 as noble } from "@noble/curves/ed25519.js";

const NOW = 1_790_000_000;
const EXP = 1_790_013_600;
const EMPTY = new CborMap([]);

interface Key {
  readonly secret: Uint8Array;
  readonly public: Uint8Array;
  readonly kid: Uint8Array;
}

function newKey(): Key {
  const { secretKey, publicKey } = noble.keygen();
  return { secret: secretKey, public: publicKey, kid: keyId(publicKey) };
}

const imap = (...entries: [number, CborValue][]): CborMap => new CborMap(entries);
const [root, trust, live, paper, revoke] = [newKey(), newKey(), newKey(), newKey(), newKey()];

function single(header: CborMap, payload: CborValue, key: Key): Uint8Array {
  const [head, body] = [encodeCbor(header), encodeCbor(payload)];
  const signature = noble.sign(encodeCbor(["Signature1", head, new Uint8Array(0), body]), key.secret);
  return encodeCbor([head, EMPTY, body, signature]);
}

function multi(type: string, payload: CborValue, key: Key): Uint8Array {
  const [head, body] = [encodeCbor(imap([16, type])), encodeCbor(payload)];
  const own = encodeCbor(imap([1, -19], [4, key.kid]));
  const signature = noble.sign(encodeCbor(["Signature", head, own, new Uint8Array(0), body]), key.secret);
  return encodeCbor([head, EMPTY, body, [[own, EMPTY, signature]]]);
}

const rootDocument = multi(
  "application/huepass-root+cose",
  imap(
    [1, "bench"],
    [2, 1],
    [3, NOW - 10],
    [4, NOW + 1e6],
    [5, new CborMap([[root.kid, root.public], [trust.kid, trust.public]])],
    [6, imap([1, [1, [root.kid]]], [2, [1, [trust.kid]]])],
  ),
  root,
);

const times: [number, CborValue][] = [[3, 0], [4, NOW + 1e8]];
const trustDocument = multi(
  "application/huepass-trust+cose",
  imap([1, "bench"], [2, 1], [3, NOW - 10], [4, NOW + 1e6], [
    5,
    [
      imap([1, "gz"], [2, EMPTY], [4, imap([1, [0, EMPTY]])], [5, ""], [
        3,
        [
          imap([1, live.public], [2, 1], ...times, [5, 22_200], [6, 21_600], [7, EXP % 21_600]),
          imap([1, paper.public], [2, 2], ...times, [5, 691_200], [6, 86_400], [7, EXP % 86_400]),
          imap([1, revoke.public], [2, 3], ...times),
        ],
      ]),
    ],
  ]),
  trust,
);

const SERIALS = 100_000;
const B = 26;
const serials = Array.from({ length: SERIALS }, (_, i) => i * 671 + (i % 600));
const written = writeSerials(B, serials);
const listDocument = single(
  imap([1, -19], [4, revoke.kid], [16, "application/huepass-rl+cose"]),
  imap([1, "gz"], [2, 1], [3, NOW - 10], [4, NOW + 3600], [5, [[paper.kid, EXP, B, written.count, written.k, written.data]]]),
  revoke,
);

const holderKey = makeHolderKey(newKey().secret);
const cti = new Uint8Array(36);
cti.set(holderKey.publicKey, 4);
const paperCode = single(imap([1, -19], [4, paper.kid]), imap([4, EXP], [7, Uint8Array.of(0, 0, 0, 200)], [-65_537, 1]), paper);
const liveCredential = single(imap([1, -19], [4, live.kid]), imap([4, EXP], [7, cti], [-65_537, 1]), live);
const [paperText, liveText] = [paperCode, makePresentation(liveCredential, holderKey, NOW)].map(writeCodeText);

/** The tenth percentile of many runs, in milliseconds: what a run takes when nothing else is in its way. */
function timeOf(run: () => unknown, runs: number): number {
  for (let i = 0; i < runs / 10; i++) run();
  const samples = Array.from({ length: runs }, () => {
    const start = performance.now();
    run();
    return performance.now() - start;
  });
  return samples.sort((a, b) => a - b)[Math.floor(runs / 10)] ?? Number.NaN;
}

const rows: [string, string, string][] = [];

function row(name: string, milliseconds: number, note = ""): void {
  const value = milliseconds < 0.1 ? `${(milliseconds * 1000).toFixed(2)} us` : `${milliseconds.toFixed(2)} ms`;
  rows.push([name, value, note]);
}

function benchChecks(name: string, ed25519: Ed25519, raw: () => boolean, runs: number): void {
  const federation = [trustDocument, listDocument].reduce(
    (state, document) => loadDocument(state, document, NOW, ed25519),
    firstState(rootDocument, ed25519),
  );
  const gate = startGate(federation, makePolicy({ acceptPaper: true }), NOW, new Uint8Array(32));
  const check = (text = ""): void => {
    const { refused } = judgeCode(gate, text, NOW, ed25519);
    if (refused) throw refused;
  };
  const floor = timeOf(raw, runs);
  const paperTime = timeOf(() => { check(paperText); }, runs);
  const liveTime = timeOf(() => { check(liveText); }, runs);
  row(`${name}: one bare signature check`, floor);
  row(`${name}: paper code`, paperTime, `${(paperTime / floor).toFixed(2)} x the floor of 1 signature`);
  row(`${name}: live code`, liveTime, `${(liveTime / (2 * floor)).toFixed(2)} x the floor of 2 signatures`);
}

const message = new Uint8Array(150);
const signature = noble.sign(message, paper.secret);
const nodeKey = (publicKey: Uint8Array): ReturnType<typeof createPublicKey> =>
  createPublicKey({
    key: { kty: "OKP", crv: "Ed25519", x: Buffer.from(publicKey).toString("base64url") },
    format: "jwk",
  });
const native = strictEd25519((key, signed, wanted) => verify(null, signed, nodeKey(key), wanted));

benchChecks("noble", nobleEd25519, () => noble.verify(signature, message, paper.public, { zip215: false }), 200);
benchChecks("node:crypto", native, () => verify(null, message, nodeKey(paper.public), signature), 1000);

row("prime-order check of a key", timeOf(() => nobleEd25519.isGoodKey(live.public), 100));
const trusted = loadDocument(firstState(rootDocument), trustDocument, NOW);
row("loading a list of 100,000 serials", timeOf(() => loadDocument(trusted, listDocument, NOW), 20), `${String(listDocument.length)} bytes`);
row("  of that, decoding the serials", timeOf(() => readSerials(B, written.count, written.k, written.data), 20));
const set = readSerials(B, written.count, written.k, written.data);
if (!set) throw new Error("the serials can't be read");
const lookups = 1000;
const lookUp = timeOf(() => {
  for (let i = 0; i < lookups; i++) hasSerial(set, (i * 1_000_003) % 2 ** B);
}, 100);
row("looking a serial up in it", lookUp / lookups);

const width = Math.max(...rows.map(([name]) => name.length));
for (const [name, value, note] of rows) process.stdout.write(`${name.padEnd(width)}  ${value.padStart(10)}  ${note}\n`);
