/** Swipes to the left and to the right. */

import { useRef } from "preact/hooks";

/** At least this many pixels sideways, and twice as many as up or down. */
const FAR = 48;

/** What an element needs to notice swipes; to the left goes on by one. */
export function useSwipe(onTurn: (step: 1 | -1) => void) {
  const from = useRef<{ id: number; x: number; y: number } | undefined>(undefined);
  return {
    onPointerDown: (event: PointerEvent) => {
      from.current = event.isPrimary ? { id: event.pointerId, x: event.clientX, y: event.clientY } : undefined;
    },
    onPointerUp: (event: PointerEvent) => {
      const begun = from.current;
      from.current = undefined;
      if (begun?.id !== event.pointerId) return;
      const across = event.clientX - begun.x;
      if (Math.abs(across) >= FAR && Math.abs(across) >= 2 * Math.abs(event.clientY - begun.y)) onTurn(across < 0 ? 1 : -1);
    },
    onPointerCancel: () => {
      from.current = undefined;
    },
  };
}
