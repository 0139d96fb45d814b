/** What went wrong, said so that it helps: what it is, and what to do. */

import type { ComponentChildren } from "preact";
import { useLanguage, type Text } from "./language.js";

/** Something that went wrong and that people are told about. */
export class Fault extends Error {
  override readonly name = "Fault";
  /** Stable reason code. */
  readonly reason: string;
  /** What it is, in a few words. */
  readonly title: Text;
  /** What to do about it. */
  readonly advice: Text;

  constructor(reason: string, title: Text, advice: Text) {
    super(reason);
    this.reason = reason;
    this.title = title;
    this.advice = advice;
  }
}

/** A fault, on screen. Buttons for what can be done about it go inside. */
export function FaultNote({ fault, children }: { fault: Fault; children?: ComponentChildren }) {
  const { say } = useLanguage();
  return (
    <section class="fault" role="alert">
      <h2>{say(fault.title)}</h2>
      <p>{say(fault.advice)}</p>
      <p class="reason">[{fault.reason}]</p>
      {children}
    </section>
  );
}

/** Any error as a fault; one that nobody expected says so and no more, since its words may quote what is private. */
export function asFault(error: unknown): Fault {
  if (error instanceof Fault) return error;
  if (error instanceof DOMException && error.name === "QuotaExceededError") return storageFull();
  return new Fault(
    "internal_error",
    { zh: "页面内部出错", en: "Something failed inside this page" },
    { zh: "请重新加载页面再试；已保存的内容不会丢失。", en: "Load the page again and retry; nothing that was saved is lost." },
  );
}

function storageFull(): Fault {
  return new Fault(
    "storage_full",
    { zh: "设备存储空间已满", en: "The storage of this device is full" },
    {
      zh: "没有保存任何内容。请清理一些空间（照片、其他网站的数据），然后重试。",
      en: "Nothing was saved. Free some space (photos, data of other sites), then try again.",
    },
  );
}
