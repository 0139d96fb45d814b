/**
 * The conformance program of Appendix A: cases come in on standard input, one JSON object on each line, and answers go out
 * on standard output in the same order, each as soon as it is known.
 *
 *     node lib/build/conformance.js < cases.jsonl
 */

import { answerLine } from "./answers.js";

function isBlank(line: Uint8Array): boolean {
  return line.every((byte) => byte === 0x20 || byte === 0x09 || byte === 0x0d);
}

async function writeAnswer(line: Uint8Array): Promise<void> {
  if (isBlank(line)) return;
  if (!process.stdout.write(`${JSON.stringify(answerLine(line))}\n`)) {
    await new Promise((resolve) => process.stdout.once("drain", resolve));
  }
}

let begun: Buffer[] = [];
for await (const chunk of process.stdin as AsyncIterable<Buffer>) {
  let from = 0;
  for (let end = chunk.indexOf(0x0a); end >= 0; end = chunk.indexOf(0x0a, from)) {
    await writeAnswer(Buffer.concat([...begun, chunk.subarray(from, end)]));
    begun = [];
    from = end + 1;
  }
  begun.push(chunk.subarray(from));
}
await writeAnswer(Buffer.concat(begun));
