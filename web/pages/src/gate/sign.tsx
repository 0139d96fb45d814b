/** The signs of the answers: each has a shape of its own, so that nobody needs the colours. */

import type { Look } from "./session.js";

const STROKE = {
  fill: "none",
  stroke: "currentColor",
  "stroke-width": 8,
  "stroke-linecap": "round",
  "stroke-linejoin": "round",
} as const;

/** A tick in a circle, an exclamation mark in a triangle, a cross in an octagon, a struck-out square. */
export function Sign({ look }: { look: Look }) {
  return (
    <svg class="sign" viewBox="0 0 100 100" aria-hidden="true" {...STROKE}>
      {look === "pass" && (
        <>
          <circle cx="50" cy="50" r="44" />
          <path d="M28 52l16 16l30-34" />
        </>
      )}
      {look === "check" && (
        <>
          <path d="M50 8L94 88H6z" />
          <path d="M50 36v24M50 74v0.1" />
        </>
      )}
      {look === "refuse" && (
        <>
          <path d="M32 6h36l26 26v36l-26 26h-36l-26-26v-36z" />
          <path d="M35 35l30 30M65 35l-30 30" />
        </>
      )}
      {look === "not-valid" && (
        <>
          <rect x="10" y="10" width="80" height="80" rx="6" />
          <path d="M12 88L88 12" />
          <path d="M28 28h14v14h-14zM58 58h14v14h-14z" stroke-width="5" />
        </>
      )}
    </svg>
  );
}
