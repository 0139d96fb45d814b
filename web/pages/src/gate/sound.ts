/** What an answer sounds and feels like: told apart by rhythm and by pitch, so that nobody has to look. */

import type { Look } from "./session.js";

interface Signal {
  /** Hertz. */
  readonly pitch: number;
  readonly times: number;
  /** Of one tone, in seconds; the pause between two is as long as half of it. */
  readonly length: number;
}

const THREE_LOW: Signal = { pitch: 196, times: 3, length: 0.26 };

/** The signal of each answer. */
export const SIGNALS: Readonly<Record<Look, Signal>> = {
  pass: { pitch: 1319, times: 1, length: 0.12 },
  check: { pitch: 587, times: 2, length: 0.2 },
  refuse: THREE_LOW,
  "not-valid": THREE_LOW,
};

let context: AudioContext | undefined;

/** Lets sounds be made from now on. Browsers want this inside a click. */
export function allowSound(): void {
  const Context = (globalThis as { AudioContext?: typeof AudioContext }).AudioContext;
  if (!Context) return;
  context ??= new Context();
  void context.resume().catch(() => undefined);
}

/** Makes the signal of an answer. */
export function signal(look: Look, sound: boolean): void {
  const { pitch, times, length } = SIGNALS[look];
  const pattern = Array.from({ length: 2 * times - 1 }, (_, at) => Math.round(1000 * (at % 2 ? length / 2 : length)));
  if ("vibrate" in navigator) navigator.vibrate(pattern);
  if (!sound || !context) return;
  // After a telephone call some browsers keep it still until they are asked. This signal is then lost: late it would mislead.
  if (context.state !== "running") {
    allowSound();
    return;
  }
  for (let time = 0; time < times; time++) tone(context, pitch, context.currentTime + time * 1.5 * length, length);
}

function tone(on: AudioContext, pitch: number, start: number, length: number): void {
  const oscillator = on.createOscillator();
  const volume = on.createGain();
  oscillator.type = pitch < 400 ? "square" : "sine"; // small speakers carry no low sines
  oscillator.frequency.value = pitch;
  // Faded in and out, so that it doesn't click.
  volume.gain.setValueAtTime(0, start);
  volume.gain.linearRampToValueAtTime(0.4, start + 0.01);
  volume.gain.setValueAtTime(0.4, start + length - 0.02);
  volume.gain.linearRampToValueAtTime(0, start + length);
  oscillator.connect(volume).connect(on.destination);
  oscillator.start(start);
  oscillator.stop(start + length);
}
