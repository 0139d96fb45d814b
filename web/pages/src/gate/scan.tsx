/** The scan screen: the camera, what the gate goes by, and the answers. */

import type { ComponentChildren } from "preact";
import { useEffect, useRef, useState } from "preact/hooks";
import { useLanguage } from "../shared/language.js";
import { Scanner } from "../shared/scanner.js";
import { now } from "../shared/time.js";
import { Answer } from "./answer.js";
import { ChallengePanel } from "./challenge.js";
import { download, exported, isForeign } from "./export.js";
import { useClock, useScreenOn, type Syncing } from "./hooks.js";
import type { Keeper } from "./keeper.js";
import { GateHead } from "./parts.js";
import { FOREIGN, NOTHING, credentialIn, frame } from "./in-view.js";
import type { Session, Tally, Verdict } from "./session.js";
import { signal } from "./sound.js";
import { useWedge } from "./wedge-keys.js";

/** What was read last: dropped as a whole when its answer goes. */
interface Shown {
  /** Counts answers, so that each is drawn and announced anew, also one that is like the one before. */
  readonly number: number;
  readonly verdict: Verdict;
  /** The code; undefined if it is none of ours. */
  readonly text: string | undefined;
  /** Seconds. */
  readonly at: number;
}

/** An answer goes when no code was seen, and nobody touched it, for so long, in milliseconds. */
const STAYS = 8000;
/** So long while the export is being asked about. */
const ASKING_STAYS = 60_000;

interface ScanProps {
  readonly keeper: Keeper;
  readonly session: Session;
  readonly syncing: Syncing;
  readonly onLists: () => void;
  readonly onSettings: () => void;
  readonly children?: ComponentChildren;
}

export function Scan({ keeper, session, syncing, onLists, onSettings, children }: ScanProps) {
  const { say } = useLanguage();
  const time = useClock();
  useScreenOn();
  const [shown, setShown] = useState<Shown>();
  const [asking, setAsking] = useState(false);
  const [, setTouched] = useState(0);
  const inView = useRef(NOTHING);
  const busy = useRef(0);
  const focused = useRef<Element | null>(null);
  const { camera, sound } = keeper.settings;

  const read = (text: string) => {
    if (asking) return;
    busy.current = performance.now();
    const at = now();
    const verdict = session.judge(text, at);
    if (!shown) focused.current = document.activeElement;
    const kept = verdict.refused && isForeign(verdict.refused) ? undefined : text;
    setShown((before) => ({ number: (before?.number ?? 0) + 1, verdict, text: kept, at }));
    signal(verdict.look, sound);
  };
  const see = (text: string | undefined) => {
    const credential = text === undefined ? undefined : credentialIn(text);
    // A poster behind a person takes no answer away, and keeps none on the screen.
    if (credential === FOREIGN && shown?.text !== undefined) return;
    const next = frame(inView.current, credential, performance.now());
    inView.current = next.inView;
    if (text === undefined) return;
    busy.current = performance.now();
    if (next.read) read(text);
  };
  const close = () => {
    setShown(undefined);
    setAsking(false);
  };
  useWedge(read);
  useEffect(() => {
    if (!shown) {
      if (focused.current instanceof HTMLElement) focused.current.focus({ preventScroll: true });
      return undefined;
    }
    const timer = setInterval(() => {
      if (performance.now() - busy.current >= (asking ? ASKING_STAYS : STAYS)) close();
    }, 250);
    return () => { clearInterval(timer); };
  }, [shown, asking]);

  const text = shown?.text;
  const redraw = () => { setTouched((touched) => touched + 1); };
  return (
    <>
      <main class={session.challenge ? "gate scan challenging" : "gate scan"} inert={shown !== undefined}>
        <header>
          <GateHead federation={keeper.federation} time={time}>
            {children}
          </GateHead>
        </header>
        {session.challenge && (
          <ChallengePanel
            challenge={session.challenge}
            time={time}
            onNew={() => {
              session.newChallenge(now());
              redraw();
            }}
            onHide={() => {
              session.hideChallenge();
              redraw();
            }}
          />
        )}
        <div class="picture">
          <Scanner
            onText={see}
            onNothing={() => { see(undefined); }}
            paused={asking}
            cameraId={camera}
            onCamera={(id) => void keeper.choose({ camera: id }).catch(() => undefined)}
          />
        </div>
        <aside>
          <p class="soft">{say({ zh: "请将通行码对准摄像头；扫码枪随时可用。", en: "Hold a pass before the camera; a hand scanner works at any time." })}</p>
          <Counter
            tally={session.tally}
            onReset={() => {
              session.resetTally();
              redraw();
            }}
          />
          <div class="row">
            {!session.challenge && (
              <button
                type="button"
                onClick={() => {
                  session.newChallenge(now());
                  redraw();
                }}
              >
                {say({ zh: "出示验证码", en: "Show a challenge" })}
              </button>
            )}
            {syncing.run && (
              <button type="button" onClick={syncing.run} disabled={syncing.running}>
                {syncing.running ? say({ zh: "正在同步…", en: "Syncing…" }) : say({ zh: "立即同步", en: "Sync now" })}
              </button>
            )}
            <button type="button" onClick={onLists}>
              {say({ zh: "列表", en: "Lists" })}
            </button>
            <button type="button" onClick={onSettings}>
              {say({ zh: "设置", en: "Settings" })}
            </button>
          </div>
          <p class="soft" role="status">
            {syncing.files &&
              !syncing.running &&
              (syncing.files.some(({ fault }) => fault)
                ? say({ zh: "上次同步未完成，详见“列表”。", en: "The last sync was not complete; see Lists." })
                : say({ zh: "上次同步已完成。", en: "The last sync was complete." }))}
          </p>
        </aside>
      </main>
      {shown && (
        <Answer
          key={shown.number}
          verdict={shown.verdict}
          at={shown.at}
          asking={asking}
          onAsk={setAsking}
          onTouch={() => { busy.current = performance.now(); }}
          onNext={() => {
            inView.current = NOTHING;
            close();
          }}
          onExport={
            text === undefined
              ? undefined
              : () => {
                  download(`huepass-code-${String(shown.at)}.json`, exported(text, shown.at, shown.verdict));
                  close();
                }
          }
        />
      )}
    </>
  );
}

/** How many since the page was opened; nothing of it is kept. */
function Counter({ tally, onReset }: { tally: Tally; onReset: () => void }) {
  const { say } = useLanguage();
  return (
    <div class="row counter">
      <dl aria-label={say({ zh: "本次打开以来的计数", en: "Count since this page was opened" })}>
        <dt>{say({ zh: "通过", en: "Pass" })}</dt>
        <dd>{tally.pass}</dd>
        <dt>{say({ zh: "查验", en: "Check" })}</dt>
        <dd>{tally.check}</dd>
        <dt>{say({ zh: "不予通行或无效", en: "Refused or not valid" })}</dt>
        <dd>{tally.refuse}</dd>
      </dl>
      <button type="button" onClick={onReset}>
        {say({ zh: "计数清零", en: "Reset the count" })}
      </button>
    </div>
  );
}
