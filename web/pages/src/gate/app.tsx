/** The gate page: opens what was kept, and shows the screen that is wanted. */

import type { ComponentChildren } from "preact";
import { useEffect, useState } from "preact/hooks";
import { asFault, FaultNote, type Fault } from "../shared/fault.js";
import { LanguageButton, useLanguage } from "../shared/language.js";
import { keepOffline } from "../shared/offline.js";
import { now } from "../shared/time.js";
import type { Loaded } from "./files.js";
import { useClock, useKeeper, useSync } from "./hooks.js";
import { Keeper } from "./keeper.js";
import { Lists } from "./lists-screen.js";
import { GateHead } from "./parts.js";
import { Scan } from "./scan.js";
import { Session } from "./session.js";
import { SecondStep, SettingsScreen } from "./settings-screen.js";
import { Setup } from "./setup.js";
import { allowSound } from "./sound.js";
import { Store } from "./store.js";
import { useWedge } from "./wedge-keys.js";

type Stage =
  | { readonly at: "opening" }
  | { readonly at: "fault"; readonly fault: Fault; readonly store?: Store }
  | { readonly at: "setup"; readonly store: Store }
  | { readonly at: "work"; readonly store: Store; readonly keeper: Keeper; readonly loaded: readonly Loaded[] };

export function App() {
  const [stage, setStage] = useState<Stage>({ at: "opening" });
  const [update, setUpdate] = useState<() => void>();
  useEffect(() => {
    void firstStage().then(setStage);
    // Without it the page works, as long as there is a network to load it from.
    keepOffline((begin) => { setUpdate(() => begin); }).catch(() => undefined);
  }, []);
  switch (stage.at) {
    case "opening":
      return <main />;
    case "fault":
      return <Broken fault={stage.fault} store={stage.store} onSetup={(store) => { setStage({ at: "setup", store }); }} />;
    case "setup":
      return (
        <Setup
          store={stage.store}
          onDone={(keeper, loaded) => { setStage({ at: "work", store: stage.store, keeper, loaded }); }}
        />
      );
    case "work":
      return (
        <Work
          keeper={stage.keeper}
          opened={stage.loaded}
          onRemoved={() => { setStage({ at: "setup", store: stage.store }); }}
          banner={update && <Update begin={update} />}
        />
      );
  }
}

async function firstStage(): Promise<Stage> {
  let store: Store | undefined;
  try {
    store = await Store.open();
    const keeper = await Keeper.open(store);
    return keeper ? { at: "work", store, keeper, loaded: [] } : { at: "setup", store };
  } catch (error) {
    return { at: "fault", fault: asFault(error), ...(store && { store }) };
  }
}

interface BrokenProps {
  readonly fault: Fault;
  readonly store: Store | undefined;
  readonly onSetup: (store: Store) => void;
}

/** What was kept can't be used. Nothing begins anew by itself. */
function Broken({ fault: first, store, onSetup }: BrokenProps) {
  const { say } = useLanguage();
  const [fault, setFault] = useState(first);
  return (
    <main>
      <div class="row head">
        <h1>{say({ zh: "检查点", en: "Gate" })}</h1>
        <LanguageButton />
      </div>
      <FaultNote fault={fault}>
        {store && fault.reason === "gate_damaged" && (
          <SecondStep
            label={say({ zh: "重新设置", en: "Set it up again" })}
            warning={say({
              zh: "损坏的数据将被删除，检查点会忘记它已知的最新列表。请只从可信来源取得最新的列表。",
              en: "What is damaged is deleted, and the gate forgets which lists were the newest. Take the newest lists from a source that you trust.",
            })}
            confirm={say({ zh: "删除并重新设置", en: "Delete it and set up again" })}
            onConfirm={() => {
              store.clear().then(() => { onSetup(store); }, (error: unknown) => { setFault(asFault(error)); });
            }}
          />
        )}
      </FaultNote>
    </main>
  );
}

interface WorkProps {
  readonly keeper: Keeper;
  /** What became of the files that it was set up with. */
  readonly opened: readonly Loaded[];
  readonly onRemoved: () => void;
  readonly banner: ComponentChildren;
}

function Work({ keeper, opened, onRemoved, banner }: WorkProps) {
  const [session] = useState(() => new Session(keeper.federation, keeper.settings.acceptPaper, now()));
  const [screen, setScreen] = useState<"start" | "scan" | "lists" | "settings">(opened.length > 0 ? "lists" : "start");
  const [started, setStarted] = useState(false);
  useKeeper(keeper);
  useEffect(() => keeper.onChange(() => { session.follow(keeper.federation, keeper.settings.acceptPaper); }), [keeper, session]);
  useEffect(() => { scrollTo(0, 0); }, [screen]);
  const syncing = useSync(keeper);
  const [loaded, setLoaded] = useState(opened);
  useWedge(() => undefined, screen !== "scan"); // else the spaces of a scan would press what has the focus in the settings
  const back = () => {
    setLoaded([]); // what became of the files of the set-up is said once
    setScreen(started ? "scan" : "start");
  };
  switch (screen) {
    case "lists":
      return <Lists keeper={keeper} syncing={syncing} loaded={loaded} onBack={back} />;
    case "settings":
      return <SettingsScreen keeper={keeper} onBack={back} onRemoved={onRemoved} />;
    case "scan":
      return (
        <Scan
          keeper={keeper}
          session={session}
          syncing={syncing}
          onLists={() => { setScreen("lists"); }}
          onSettings={() => { setScreen("settings"); }}
        >
          {banner}
        </Scan>
      );
    case "start":
      return (
        <Start
          keeper={keeper}
          onStart={() => {
            allowSound();
            setStarted(true);
            setScreen("scan");
          }}
          onLists={() => { setScreen("lists"); }}
          onSettings={() => { setScreen("settings"); }}
        >
          {banner}
        </Start>
      );
  }
}

interface StartProps {
  readonly keeper: Keeper;
  readonly onStart: () => void;
  readonly onLists: () => void;
  readonly onSettings: () => void;
  readonly children?: ComponentChildren;
}

/** Browsers make a sound, and some turn a camera on, only after a click: so the work begins with one. */
function Start({ keeper, onStart, onLists, onSettings, children }: StartProps) {
  const { say } = useLanguage();
  const time = useClock();
  return (
    <main class="gate start">
      <GateHead federation={keeper.federation} time={time}>
        {children}
      </GateHead>
      <p>
        <button type="button" class="main large" onClick={onStart}>
          {say({ zh: "开始扫描", en: "Start scanning" })}
        </button>
      </p>
      <div class="row">
        <button type="button" onClick={onLists}>
          {say({ zh: "列表", en: "Lists" })}
        </button>
        <button type="button" onClick={onSettings}>
          {say({ zh: "设置", en: "Settings" })}
        </button>
      </div>
    </main>
  );
}

/** There is a newer page. It never comes by itself: a gate at work is not interrupted. */
function Update({ begin }: { begin: () => void }) {
  const { say } = useLanguage();
  return (
    <p class="card row" role="status">
      {say({ zh: "有新版本，可在空闲时更新（计数会清零）。", en: "There is a new version; change to it when nobody waits (the count begins anew)." })}
      <button type="button" onClick={begin}>
        {say({ zh: "立即更新", en: "Update now" })}
      </button>
    </p>
  );
}
