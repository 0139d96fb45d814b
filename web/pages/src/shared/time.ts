/** Clock and times; all times are whole seconds since the epoch. */

import type { Language } from "./language.js";

/** The device's clock, in seconds. */
export function now(): number {
  return Math.floor(Date.now() / 1000);
}

/** Day and time of day, to the minute, in the device's time zone. */
export function dayAndTime(seconds: number, language: Language): string {
  return formatted(seconds, language, { dateStyle: "medium", timeStyle: "short" });
}

/** A day. */
export function day(seconds: number, language: Language): string {
  return formatted(seconds, language, { dateStyle: "long" });
}

/** The time of day to the second. */
export function clock(seconds: number, language: Language): string {
  return formatted(seconds, language, { hour: "2-digit", minute: "2-digit", second: "2-digit", hourCycle: "h23" });
}

/** How long something is, in the largest unit that says enough: 3 minutes, 5 hours, 2 days. */
export function duration(seconds: number, language: Language): string {
  const whole = Math.max(0, Math.round(seconds));
  const [unit, size] = whole < 90 ? (["second", 1] as const) : whole < 5400 ? (["minute", 60] as const) : whole < 172_800 ? (["hour", 3600] as const) : (["day", 86_400] as const);
  return new Intl.NumberFormat(locale(language), { style: "unit", unit, unitDisplay: "long" }).format(Math.floor(whole / size));
}

function formatted(seconds: number, language: Language, options: Intl.DateTimeFormatOptions): string {
  const date = new Date(seconds * 1000);
  return Number.isNaN(date.getTime()) ? "-" : new Intl.DateTimeFormat(locale(language), options).format(date);
}

function locale(language: Language): string {
  return language === "zh" ? "zh-CN" : "en-GB";
}
