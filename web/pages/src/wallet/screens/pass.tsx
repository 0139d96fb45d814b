/** The pass: the whole screen in the colour, with the code that is alive in it. */

import { useEffect } from "preact/hooks";
import { Fault, FaultNote } from "../../shared/fault.js";
import { useLanguage } from "../../shared/language.js";
import { shadeOf } from "../../shared/shades.js";
import { dayAndTime, now } from "../../shared/time.js";
import { useTask, useWallet } from "../context.js";
import { useSeen } from "../../shared/seen.js";
import { useLive, useWakeLock } from "../live.js";
import type { Person } from "../model.js";
import { Busy, Go, Notice } from "../parts.js";
import { neighbour } from "../told.js";
import { Face } from "../face.js";
import { useSwipe } from "../swipe.js";

/** After this many seconds past the time of a refresh, it is said that the issuer was not reached. */
const OVERDUE = 3600;

export function Pass({ person }: { person: Person }) {
  const { say } = useLanguage();
  const { persons, choose } = useWallet();
  const seen = useSeen();
  useWakeLock(seen);
  const live = useLive(person, seen);
  const turn = (step: 1 | -1) => {
    const next = neighbour(persons, person.id, step);
    if (next) choose(next.id);
  };
  const swipe = useSwipe(turn);
  useEffect(() => { document.title = `${say({ zh: "通行码", en: "Pass" })} · huepass`; }, [say]);
  useEffect(() => {
    const press = (event: KeyboardEvent) => {
      if (event.altKey || event.ctrlKey || event.metaKey || event.shiftKey || event.defaultPrevented) return;
      if (event.key === "ArrowLeft") turn(-1);
      if (event.key === "ArrowRight") turn(1);
    };
    document.addEventListener("keydown", press);
    return () => { document.removeEventListener("keydown", press); };
  });
  const shade = live && !(live instanceof Fault) ? shadeOf(live.shown.held.colour) : shadeOf(undefined);
  return (
    <main class="pass" style={{ background: shade.paper, color: shade.ink }} {...swipe}>
      <Turner person={person} onTurn={turn} />
      {!live && <div class="face">{seen && <Busy />}</div>}
      {live instanceof Fault && <NothingToShow person={person} fault={live} />}
      {live && !(live instanceof Fault) && <Face live={live} notes={<Notes person={person} repeated={live.shown.repeated} />} />}
      <Actions person={person} />
      <p class="printed">
        {say({
          zh: "屏幕上的通行码不能打印。如需纸质码，请在“更多”中选择“纸质码”，或到签发方窗口领取。",
          en: "A pass on a screen can’t be printed. For paper, choose Paper pass under More, or ask at the issuer’s desk.",
        })}
      </p>
    </main>
  );
}

/** Whose code it is, and the way to the others'. */
function Turner({ person, onTurn }: { person: Person; onTurn: (step: 1 | -1) => void }) {
  const { say } = useLanguage();
  const { persons } = useWallet();
  const several = persons.length > 1;
  const before = neighbour(persons, person.id, -1);
  const after = neighbour(persons, person.id, 1);
  const place = persons.findIndex(({ id }) => id === person.id) + 1;
  return (
    <header class="turner">
      {several && before ? (
        <button type="button" class="quiet turn" aria-label={say({
          zh: `上一位：${before.name}`,
          en: `Previous: ${before.name}`,
        })} onClick={() => { onTurn(-1); }}>
          <span aria-hidden="true">‹</span>
        </button>
      ) : <span />}
      <h1 aria-live="polite" aria-atomic="true">
        <span class="who">{person.name}</span>
        {several && <span class="place">{`${String(place)} / ${String(persons.length)}`}</span>}
      </h1>
      {several && after ? (
        <button type="button" class="quiet turn" aria-label={say({
          zh: `下一位：${after.name}`,
          en: `Next: ${after.name}`,
        })} onClick={() => { onTurn(1); }}>
          <span aria-hidden="true">›</span>
        </button>
      ) : <span />}
    </header>
  );
}

/** What there is to know about a code that can be shown all the same. */
function Notes({ person, repeated }: { person: Person; repeated: boolean }) {
  const { language, say } = useLanguage();
  if (person.ended) {
    return (
      <Notice kind="warn">
        {say({
          zh: "签发方已停用此钱包中的码。请重新领取：到窗口，或从另一台设备分享。",
          en: "The issuer has ended this person’s wallet here. Take a new offer: at the desk, or shared from another device.",
        })}
      </Notice>
    );
  }
  if (person.nextRefreshAt + OVERDUE < now()) {
    return (
      <Notice>
        {say({ zh: "上次与签发方联系：", en: "The issuer was last reached: " })}
        {person.refreshedAt === 0 ? say({ zh: "尚未成功", en: "never yet" }) : dayAndTime(person.refreshedAt, language)}
      </Notice>
    );
  }
  if (repeated) {
    return (
      <Notice>
        {say({
          zh: "本时段的码均已出示过，现为重复出示；检查点之间若比对，可看出是同一人。",
          en: "All codes of this period were shown before; gates that compare could tell it is the same person.",
        })}
      </Notice>
    );
  }
  return null;
}

/** There is no code to show: why, and what to do. */
function NothingToShow({ person, fault }: { person: Person; fault: Fault }) {
  const { say } = useLanguage();
  const { schedule } = useWallet();
  const refresh = useTask(() => schedule.refreshNow(person.id));
  return (
    <div class="face nothing">
      {person.ended ? (
        <FaultNote fault={walletEnded()}>
          <Go to="add" class="button main">{say({ zh: "重新领取", en: "Take a new offer" })}</Go>
        </FaultNote>
      ) : (
        <FaultNote fault={refresh.fault ?? fault}>
          <button type="button" class="main" disabled={refresh.busy} onClick={() => void refresh.run()}>
            {say({ zh: "立即刷新", en: "Refresh now" })}
          </button>
        </FaultNote>
      )}
      {refresh.busy && <Busy text={{ zh: "正在联系签发方…", en: "Asking the issuer…" }} />}
    </div>
  );
}

/** What can be done from here. */
function Actions({ person }: { person: Person }) {
  const { say } = useLanguage();
  const { schedule } = useWallet();
  const refresh = useTask(() => schedule.refreshNow(person.id));
  return (
    <footer class="actions">
      {/* That the wallet has ended is said above the code, or in its place. */}
      {refresh.fault && !person.ended && (
        <FaultNote fault={refresh.fault}>
          <button type="button" onClick={refresh.clear}>{say({ zh: "知道了", en: "All right" })}</button>
        </FaultNote>
      )}
      <p class="unseen" role="status">
        {refresh.busy ? say({ zh: "正在刷新", en: "Refreshing" }) : refresh.value !== undefined && say({ zh: "已刷新", en: "Refreshed" })}
      </p>
      <nav>
        <Go to="challenge" class="action"><Icon shape="question" />{say({ zh: "答验证码", en: "Answer gate" })}</Go>
        <button type="button" class="action" aria-disabled={refresh.busy} onClick={() => void refresh.run()}>
          <Icon shape={refresh.busy ? "busy" : "refresh"} />{say({ zh: "刷新", en: "Refresh" })}
        </button>
        <Go to="people" class="action"><Icon shape="people" />{say({ zh: "家人", en: "People" })}</Go>
        <Go to="menu" class="action"><Icon shape="more" />{say({ zh: "更多", en: "More" })}</Go>
      </nav>
    </footer>
  );
}

const SHAPES = {
  question: "M4 4h6v6H4zM14 4h6v6h-6zM4 14h6v6H4zM14 14h2v2h-2zM18 14h2v2h-2zM16 16h2v2h-2zM14 18h2v2h-2zM18 18h2v2h-2z",
  refresh: "M12 4a8 8 0 0 1 7.4 5H17v2h6V5h-2v2.7A10 10 0 0 0 2.2 10.500h2.100A8 8 0 0 1 12 4zM1 13v6h2v-2.700a10 10 0 0 0 18.8-2.800h-2.100A8 8 0 0 1 4.6 15H7v-2z",
  busy: "M4 10.500h3v3H4zM10.5 10.500h3v3h-3zM17 10.500h3v3h-3z",
  people: "M9 4a4 4 0 1 1 0 8 4 4 0 0 1 0-8zM1 20c0-4 3.5-6.5 8-6.500s8 2.5 8 6.500zM16 5a3.5 3.5 0 1 1-.5 7 6 6 0 0 0 0-6.900zM19 20h4c0-3.5-2.5-5.7-5.8-6.300A8 8 0 0 1 19 20z",
  more: "M3 5h18v2.500H3zM3 10.800h18v2.500H3zM3 16.500h18V19H3z",
} as const;

function Icon({ shape }: { shape: keyof typeof SHAPES }) {
  return (
    <svg class="icon" viewBox="0 0 24 24" aria-hidden="true">
      <path d={SHAPES[shape]} fill="currentColor" />
    </svg>
  );
}

function walletEnded(): Fault {
  return new Fault(
    "wallet_ended",
    { zh: "签发方已停用此钱包中的码", en: "The issuer has ended this person’s wallet here" },
    {
      zh: "可能换了新设备，或在另一台设备上停用了这一台。请重新领取：到签发方窗口，或从另一台设备分享。",
      en: "There may be a new device, or this one was ended from another. Take a new offer: at the issuer’s desk, or shared from another device.",
    },
  );
}
