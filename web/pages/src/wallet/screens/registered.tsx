/** Taking an offer into the wallet, and what is said meanwhile to whoever applied. */

import { useState } from "preact/hooks";
import { useLanguage, type Text } from "../../shared/language.js";
import { useTask, useWallet, type Task } from "../context.js";
import { readOffer, type Offer } from "../offer.js";
import { Busy, Failed, Notice } from "../parts.js";
import { accept } from "../refresh.js";

/** What the wallet calls its first person until somebody says otherwise. */
export const ME: Text = { zh: "我", en: "Me" };

/**
 * Takes an offer, and shows the pass.
 *
 * @returns does it: the name may be empty; whatever stands in the way of the offer is thrown
 */
export function useTaking(): (offer: Offer, given: { name: string; txCode?: string }) => Promise<void> {
  const { store, client, choose, go } = useWallet();
  const { say } = useLanguage();
  return async (offer, { name, txCode }) => {
    const before = new Set((await store.persons()).map(({ id }) => id));
    // The first one is most often the wallet's owner; others get a number.
    const called = name !== "" ? name : before.size === 0 ? say(ME) : undefined;
    let taken: string | undefined;
    try {
      taken = (await accept(store, client, offer, { name: called, txCode })).person.id;
    } catch (error) {
      // The offer was taken and the person is there, but the codes are missing: the pass says what to do.
      taken = (await store.persons()).find(({ id }) => !before.has(id))?.id;
      if (taken === undefined) throw error;
    }
    void store.persist();
    choose(taken);
    go("pass");
  };
}

/** How far it is with an offer that was made for this wallet. */
export interface Take {
  /** The offer; undefined until there is one. Kept in memory only. */
  readonly offered: Offered | undefined;
  /** Takes an offer into the wallet and shows its pass. */
  readonly run: (offered: Offered) => Promise<void>;
  readonly task: Task<[Offered], void>;
}

/** An offer that was made for this wallet. */
interface Offered {
  readonly link: string;
  /** What to call the person; empty for what the wallet makes up. */
  readonly called: string;
}

export function useTake(): Take {
  const { network } = useWallet();
  const taking = useTaking();
  const [offered, setOffered] = useState<Offered>();
  const task = useTask(async ({ link, called }: Offered) => taking(await readOffer(link, network), { name: called }));
  const run = async (given: Offered) => {
    setOffered(given);
    await task.run(given);
  };
  return { offered, run, task };
}

/** Says that the registration is done, and what is missing still. */
export function Registered({ take }: { take: Take }) {
  const { say } = useLanguage();
  const { offered, task } = take;
  if (!offered) return null;
  return (
    <>
      <Notice kind="good"><p>{say({ zh: "已登记。", en: "The registration is done." })}</p></Notice>
      {task.busy && <Busy text={{ zh: "正在领取通行码…", en: "Fetching the pass…" }} />}
      {task.fault && (
        <>
          <p>
            {say({
              zh: "通行码尚未取到。请勿关闭此页面，稍后重试；如仍失败，请持证件到登记窗口办理。",
              en: "The pass is not here yet. Keep this page open and try again; if it stays so, turn to a desk with the document.",
            })}
          </p>
          <Failed fault={task.fault} retry={() => void take.run(offered)} busy={task.busy} />
        </>
      )}
    </>
  );
}
