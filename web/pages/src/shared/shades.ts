/** What colours look like, and what can be read on them. */

/** A colour as it is painted, and the ink that has a contrast of at least 4.5 to 1 on it (WCAG 1.4.3). */
export interface Shade {
  readonly paper: string;
  readonly ink: "#000" | "#fff";
}

/** By the number in a credential (section 3.2). */
const SHADES: readonly string[] = ["#6b6b6b", "#14803a", "#f2c200", "#c3151c", "#1d5ca3", "#f07f09", "#222222"];

/**
 * How a colour is painted.
 *
 * @param colour - the number in a credential; one without a name looks like grey, which says nothing
 */
export function shadeOf(colour: number | undefined): Shade {
  const paper = SHADES[colour ?? 0] ?? "#6b6b6b";
  return { paper, ink: luminance(paper) > 0.179 ? "#000" : "#fff" };
}

/** Relative luminance (WCAG 2.2). */
function luminance(hex: string): number {
  const [red = 0, green = 0, blue = 0] = [1, 3, 5].map((at) => {
    const part = Number.parseInt(hex.slice(at, at + 2), 16) / 255;
    return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}
