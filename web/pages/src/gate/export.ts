/** One code, taken out on purpose for those who look into a fraud. Nothing else ever leaves this page. */

import type { Refusal, Verdict } from "./session.js";

/** Whether a text is no code of ours at all: it may have somebody's name in it, and is not kept for a moment. */
export function isForeign({ reason }: Refusal): boolean {
  return reason === "not_ours" || reason === "too_large";
}

/**
 * What is written: the code, when it was read, and what the answer was.
 *
 * @param at - seconds
 */
export function exported(text: string, at: number, { decision, refused }: Verdict): string {
  const answer = decision ? { action: decision.action } : { refused: named(refused.reason) };
  return `${JSON.stringify({ text, at, ...answer }, null, 2)}\n`;
}

/** Why a code is listed, or whether it just ended, is nobody's business at a gate. */
function named(reason: string): string {
  return reason === "expired" || reason === "revoked" ? "no_longer_valid" : reason;
}

/** Hands a text to the browser as a file. */
export function download(name: string, text: string): void {
  const address = URL.createObjectURL(new Blob([text], { type: "application/json" }));
  const link = document.createElement("a");
  link.href = address;
  link.download = name;
  link.click();
  setTimeout(() => { URL.revokeObjectURL(address); }, 10_000); // some browsers read it only now
}
