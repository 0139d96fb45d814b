/** Answering a gate's challenge: scan it, then show the code with it, for as long as it is good. */

import { CHALLENGE_SECONDS, readChallengeText } from "huepass";
import { useMemo, useState } from "preact/hooks";
import { Fault, FaultNote } from "../../shared/fault.js";
import { useLanguage } from "../../shared/language.js";
import { shadeOf } from "../../shared/shades.js";
import { now } from "../../shared/time.js";
import { useWallet } from "../context.js";
import { Face } from "../face.js";
import { useSeen } from "../../shared/seen.js";
import { useLive, useWakeLock } from "../live.js";
import type { Person } from "../model.js";
import { Busy, Go, Page } from "../parts.js";
import { Reader } from "../reader.js";

export function Challenge({ person }: { person: Person }) {
  const { say } = useLanguage();
  const { given, go } = useWallet();
  if (given !== undefined) return <Answer key={given} person={person} challenge={given} />;
  return (
    <Page title={say({ zh: "回答验证码", en: "Answer a gate" })}>
      <p>
        {say({
          zh: "有的检查点会在屏幕上显示验证码。扫描它，然后向检查点出示您的码。",
          en: "Some gates show a challenge on their screen. Scan it, then show your code to the gate.",
        })}
      </p>
      <Reader onPlace={({ screen, given: text }) => { go(screen, text); }} />
    </Page>
  );
}

/** The code with the challenge in it. */
function Answer({ person, challenge }: { person: Person; challenge: string }) {
  const { say } = useLanguage();
  const { back } = useWallet();
  const seen = useSeen();
  useWakeLock(seen);
  const bytes = useMemo(() => readChallengeText(challenge), [challenge]);
  const [since] = useState(now);
  const live = useLive(person, seen, bytes);
  if (live instanceof Fault) {
    return (
      <Page title={say({ zh: "回答验证码", en: "Answer a gate" })}>
        <FaultNote fault={live} />
      </Page>
    );
  }
  const left = since + CHALLENGE_SECONDS - (live?.at ?? since);
  if (left <= 0 || left > CHALLENGE_SECONDS) return <Expired />;
  const shade = shadeOf(live?.shown.held.colour);
  return (
    <main class="pass" style={{ background: shade.paper, color: shade.ink }}>
      <header class="turner">
        <button type="button" class="quiet turn" aria-label={say({ zh: "返回", en: "Back" })} onClick={() => { back("pass"); }}>
          <span aria-hidden="true">‹</span>
        </button>
        <h1><span class="who">{person.name}</span></h1>
        <span class="left">{say({ zh: `剩 ${String(left)} 秒`, en: `${String(left)} s left` })}</span>
      </header>
      {live ? (
        <Face live={live} notes={<p class="notice">{say({ zh: "请向刚才的检查点出示", en: "Show this to the gate that asked" })}</p>} />
      ) : (
        <div class="face"><Busy /></div>
      )}
    </main>
  );
}

function Expired() {
  const { say } = useLanguage();
  return (
    <Page title={say({ zh: "回答验证码", en: "Answer a gate" })}>
      <FaultNote
        fault={new Fault(
          "challenge_expired",
          { zh: "验证码已过期", en: "The challenge has expired" },
          { zh: "验证码只在 60 秒内有效。请检查点显示新的验证码，再扫一次。", en: "It is good for 60 seconds. Ask the gate for a new one and scan it." },
        )}
      >
        <Go to="challenge" class="button main">{say({ zh: "扫描新的验证码", en: "Scan a new challenge" })}</Go>
      </FaultNote>
    </Page>
  );
}
