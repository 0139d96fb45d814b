/** The wallet: opens what is kept, and draws the screen that is on. */

import { useEffect, useMemo, useState } from "preact/hooks";
import { asFault, Fault } from "../shared/fault.js";
import { now } from "../shared/time.js";
import { WalletContext, type Screen, type Wallet } from "./context.js";
import { storageUnavailable } from "./faults.js";
import { Visit } from "./live.js";
import type { Person } from "./model.js";
import { Network } from "./network.js";
import { Busy, ErrorBoundary, FullFault } from "./parts.js";
import { IssuerClient } from "./protocol.js";
import { screenOf, useRoute } from "./route.js";
import { Schedule } from "./schedule.js";
import { Add } from "./screens/add.js";
import { Apply } from "./screens/apply.js";
import { Challenge } from "./screens/challenge.js";
import { Devices } from "./screens/devices.js";
import { LookUps } from "./screens/lookups.js";
import { Memberships } from "./screens/memberships.js";
import { Menu } from "./screens/menu.js";
import { OfflineNotice, UpdateNotice } from "./screens/notices.js";
import { Objections } from "./screens/objections.js";
import { Paper } from "./screens/paper.js";
import { Pass } from "./screens/pass.js";
import { People } from "./screens/people.js";
import { Proofs } from "./screens/proofs.js";
import { Reading } from "./screens/reading.js";
import { Records } from "./screens/records.js";
import { Report } from "./screens/report.js";
import { Scan } from "./screens/scan.js";
import { Share } from "./screens/share.js";
import { Welcome } from "./screens/welcome.js";
import { Why } from "./screens/why.js";
import { forgetExpiredSignIn } from "./sign-in.js";
import { WalletStore } from "./store.js";

/** Under which name the store's settings keep whose turn it was. */
const LAST_PERSON = "person";
const ADDING: ReadonlySet<Screen> = new Set(["add", "apply", "scan"]);

interface Opened {
  readonly store: WalletStore;
  readonly persons: readonly Person[];
  readonly last: string | undefined;
}

/** @param returned - the query of a sign-in that comes back */
export function App({ returned }: { returned: string | undefined }) {
  const [opened, setOpened] = useState<Opened | Fault>();
  useEffect(() => {
    open().catch(asFault).then(setOpened, () => undefined);
  }, []);
  if (!opened) return <main class="page"><Busy /></main>;
  if ("reason" in opened) return <FullFault fault={opened} />;
  return <Frame {...opened} returned={returned} />;
}

async function open(): Promise<Opened> {
  const store = await WalletStore.open().catch((error: unknown) => {
    // Some browsers have no database at all in some modes, and say so in ways of their own.
    throw error instanceof Fault ? error : storageUnavailable();
  });
  const [persons, last] = await Promise.all([store.persons(), store.get(LAST_PERSON)]);
  return { store, persons, last: typeof last === "string" ? last : undefined };
}

function Frame({ store, persons: first, last, returned }: Opened & { returned: string | undefined }) {
  const [persons, setPersons] = useState(first);
  const [turn, setTurn] = useState(last);
  const [fault, setFault] = useState<Fault>();
  const { route, go, back } = useRoute(returned === undefined ? { screen: screenOf(location.hash) } : { screen: "apply", given: returned });
  const tools = useMemo(() => {
    const network = new Network();
    const client = new IssuerClient(network, now);
    return { store, network, client, schedule: new Schedule(store, client), visit: new Visit() };
  }, [store]);
  useEffect(() => {
    const end = tools.schedule.start();
    // What can't be erased now is the next time.
    forgetExpiredSignIn(store).catch(() => undefined);
    const stop = store.onChange(() => void store.persons().then(setPersons, (error: unknown) => { setFault(asFault(error)); }));
    const look = () => { if (document.visibilityState === "hidden") tools.visit.end(); };
    document.addEventListener("visibilitychange", look);
    return () => {
      document.removeEventListener("visibilitychange", look);
      stop();
      end();
    };
  }, [store, tools]);
  if (fault) return <FullFault fault={fault} />;

  const person = persons.find(({ id }) => id === turn) ?? persons[0];
  // A screen is made anew for another person; those that add somebody go on while the first one comes in.
  const drawn = ADDING.has(route.screen) ? route.screen : `${route.screen} ${person?.id ?? ""}`;
  const wallet: Wallet = {
    ...tools,
    persons,
    person,
    go,
    back,
    given: route.given,
    choose: (id) => {
      setTurn(id);
      // Only where the wallet opens the next time.
      store.set(LAST_PERSON, id).catch(() => undefined);
    },
  };
  return (
    <WalletContext.Provider value={wallet}>
      <UpdateNotice />
      <OfflineNotice />
      <ErrorBoundary key={drawn}>
        <Drawn screen={route.screen} person={person} />
      </ErrorBoundary>
    </WalletContext.Provider>
  );
}

function Drawn({ screen, person }: { screen: Screen; person: Person | undefined }) {
  switch (screen) {
    case "add":
      return <Add />;
    case "scan":
      return <Scan />;
    case "apply":
      return <Apply />;
  }
  if (!person) return <Welcome />;
  switch (screen) {
    case "pass":
      return <Pass person={person} />;
    case "challenge":
      return <Challenge person={person} />;
    case "people":
      return <People />;
    case "menu":
      return <Menu />;
    case "why":
      return <Why />;
    case "report":
      return <Report />;
    case "records":
      return <Records />;
    case "objections":
      return <Objections />;
    case "reading":
      return <Reading />;
    case "lookups":
      return <LookUps />;
    case "paper":
      return <Paper />;
    case "share":
      return <Share />;
    case "devices":
      return <Devices />;
    case "proofs":
      return <Proofs />;
    case "memberships":
      return <Memberships />;
  }
}
