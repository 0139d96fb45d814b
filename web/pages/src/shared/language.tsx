/** The language of a page: Chinese or English, as the browser says until somebody chooses. */

import { createContext, type ComponentChildren } from "preact";
import { useContext, useEffect, useState } from "preact/hooks";

export type Language = "zh" | "en";

/** A text for people, in both languages. */
export interface Text {
  readonly zh: string;
  readonly en: string;
}

// The one thing that is kept outside the database: it is needed before anything can be drawn, and is nobody's secret.
const KEPT = "huepass.language";

interface Chosen {
  readonly language: Language;
  readonly choose: (language: Language) => void;
}

const Context = createContext<Chosen>({ language: "zh", choose: () => undefined });

/** Gives everything inside the language, and the document its `lang`. */
export function Languages({ children }: { children: ComponentChildren }) {
  const [language, setLanguage] = useState(firstLanguage);
  useEffect(() => {
    document.documentElement.lang = language === "zh" ? "zh-CN" : "en";
  }, [language]);
  const choose = (chosen: Language) => {
    try {
      localStorage.setItem(KEPT, chosen);
    } catch {
      // A browser that keeps nothing asks again the next time.
    }
    setLanguage(chosen);
  };
  return <Context.Provider value={{ language, choose }}>{children}</Context.Provider>;
}

/** The language, and how to say a text in it. */
export function useLanguage(): Chosen & { readonly say: (text: Text) => string } {
  const chosen = useContext(Context);
  return { ...chosen, say: (text) => text[chosen.language] };
}

/** A text in the language of the page. */
export function Say({ text }: { text: Text }) {
  return <>{useLanguage().say(text)}</>;
}

/** The button that changes to the other language; it is labelled in that one. */
export function LanguageButton() {
  const { language, choose } = useLanguage();
  const other = language === "zh" ? "en" : "zh";
  return (
    <button type="button" class="quiet" lang={other === "zh" ? "zh-CN" : "en"} onClick={() => { choose(other); }}>
      {other === "zh" ? "中文" : "English"}
    </button>
  );
}

function firstLanguage(): Language {
  let kept: string | null = null;
  try {
    kept = localStorage.getItem(KEPT);
  } catch {
    // Then as the browser says.
  }
  if (kept === "zh" || kept === "en") return kept;
  return navigator.language.toLowerCase().startsWith("zh") ? "zh" : "en";
}
