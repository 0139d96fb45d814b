/** A challenge on the screen: a code that the person's wallet scans and answers (section 4.3 of the specification). */

import { CHALLENGE_SECONDS } from "huepass";
import { useLanguage } from "../shared/language.js";
import { QrCode } from "../shared/qr.js";
import type { Challenge } from "./session.js";

interface ChallengePanelProps {
  readonly challenge: Challenge;
  /** Seconds. */
  readonly time: number;
  readonly onNew: () => void;
  readonly onHide: () => void;
}

export function ChallengePanel({ challenge: { text, until }, time, onNew, onHide }: ChallengePanelProps) {
  const { say } = useLanguage();
  const left = Math.min(until - time, CHALLENGE_SECONDS); // the clock on screen may be a moment behind
  return (
    <section class="challenge" aria-label={say({ zh: "验证码", en: "Challenge" })}>
      {left > 0 ? (
        <>
          <p>
            <strong>{say({ zh: "请对方用通行码页面扫描", en: "Let the person scan this with their pass page" })}</strong>
          </p>
          <QrCode text={text} label={say({ zh: "验证码，供对方的手机扫描", en: "Challenge, for the person's phone to scan" })} />
          <p>{say({ zh: `剩余 ${String(left)} 秒。随后请对方把应答的码对准摄像头。`, en: `${String(left)} s left. Then hold the answer before the camera.` })}</p>
        </>
      ) : (
        // Codes are still refused: to go on without would let pass what the operator believes to be challenged.
        <p role="alert">
          <strong>{say({ zh: "验证码已过时。", en: "The challenge has timed out. " })}</strong>
          {say({ zh: "请换一个新的，或隐藏它以照常扫码。", en: "Show a new one, or hide it to scan as usual." })}
        </p>
      )}
      <div class="row">
        <button type="button" onClick={onNew}>
          {say({ zh: "新的验证码", en: "New challenge" })}
        </button>
        <button type="button" onClick={onHide}>
          {say({ zh: "隐藏验证码", en: "Hide the challenge" })}
        </button>
      </div>
    </section>
  );
}
