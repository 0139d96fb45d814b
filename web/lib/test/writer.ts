/**
 * A writer of CBOR that does what it is told, wrong or right: nothing is put in order, checked or shortened. It shares no
 * code with the library.
 */

export type Bytes = Uint8Array;

export function join(...parts: readonly Bytes[]): Bytes {
  const all = new Uint8Array(parts.reduce((length, part) => length + part.length, 0));
  let at = 0;
  for (const part of parts) {
    all.set(part, at);
    at += part.length;
  }
  return all;
}

export function hex(digits: string): Bytes {
  return Uint8Array.from(digits.replaceAll(/\s/gu, "").match(/../gu) ?? [], (pair) => Number.parseInt(pair, 16));
}

/** The head of an item. With `width` (1, 2, 4 or 8 bytes) the argument takes so many bytes, even if it could be shorter. */
export function head(major: number, argument: number | bigint, width?: 0 | 1 | 2 | 4 | 8): Bytes {
  const value = BigInt(argument);
  width ??= value < 24n ? 0 : value < 1n << 8n ? 1 : value < 1n << 16n ? 2 : value < 1n << 32n ? 4 : 8;
  if (width === 0) return Uint8Array.of(major * 32 + Number(value));
  const bytes = [major * 32 + 24 + Math.log2(width)];
  for (let i = width - 1; i >= 0; i--) bytes.push(Number((value >> BigInt(8 * i)) & 255n));
  return Uint8Array.from(bytes);
}

export const uint = (value: number | bigint): Bytes => head(0, value);
/** A negative integer; `value` is the number itself. */
export const nint = (value: number | bigint): Bytes => head(1, -1n - BigInt(value));
export const int = (value: number): Bytes => (value < 0 ? nint(value) : uint(value));
export const bstr = (content: Bytes): Bytes => join(head(2, content.length), content);
export const text = (content: string): Bytes => {
  const bytes = new TextEncoder().encode(content);
  return join(head(3, bytes.length), bytes);
};
export const array = (...items: readonly Bytes[]): Bytes => join(head(4, items.length), ...items);
/** A map; keys stay in the order in which they are given. */
export const map = (...entries: readonly (readonly [Bytes, Bytes])[]): Bytes =>
  join(head(5, entries.length), ...entries.flat());
/** A map with integer keys. */
export const imap = (...entries: readonly (readonly [number, Bytes])[]): Bytes =>
  map(...entries.map(([key, value]) => [int(key), value] as const));
export const EMPTY_MAP = map();
