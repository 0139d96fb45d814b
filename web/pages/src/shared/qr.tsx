/** Drawing QR codes. */

import { encode } from "uqr";
import { useMemo } from "preact/hooks";

/** Light modules around a code (ISO/IEC 18004). */
const QUIET = 4;

/**
 * A QR code at level L, for screens: black on white, whatever colour is around it, since cameras need the contrast.
 *
 * @param text - in alphanumeric mode where its characters allow it, as codes' do
 * @param label - what it is, for those who can't see it
 */
export function QrCode({ text, label }: { text: string; label: string }) {
  const { size, path } = useMemo(() => drawn(text), [text]);
  return (
    <svg class="qr" role="img" aria-label={label} viewBox={`0 0 ${String(size)} ${String(size)}`} shape-rendering="crispEdges">
      <rect width={size} height={size} fill="#fff" />
      <path d={path} fill="#000" />
    </svg>
  );
}

/** The dark modules as one path, neighbours of a row in one piece. */
export function drawn(text: string): { size: number; path: string } {
  const { data, size } = encode(text, { ecc: "L", border: 0 });
  let path = "";
  for (const [row, modules] of data.entries()) {
    for (let start = 0; start < size; start++) {
      if (!modules[start]) continue;
      let end = start + 1;
      while (end < size && modules[end]) end++;
      path += `M${String(start + QUIET)} ${String(row + QUIET)}h${String(end - start)}v1H${String(start + QUIET)}z`;
      start = end;
    }
  }
  return { size: size + 2 * QUIET, path };
}
