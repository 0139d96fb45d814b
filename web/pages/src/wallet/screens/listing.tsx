/** Lists of the issuer's, page by page. */

import type { ComponentChildren } from "preact";
import { useState } from "preact/hooks";
import { Say, type Text } from "../../shared/language.js";
import { useAsk, useMyself, useTask, useWallet } from "../context.js";
import type { Myself } from "../holder.js";
import { AskAgain, Failed } from "../parts.js";
import "./screens.css";

/** A page of a list, as the API answers it. */
interface PageOf<T> {
  readonly items: T[];
  readonly next: string | null;
}

const NOTHING: Text = { zh: "没有记录。", en: "There is nothing on record." };

interface ListingProps<T> {
  /** Under /v1/holder. */
  readonly path: string;
  readonly query?: Readonly<Record<string, string>>;
  /** Makes the list anew when it changes. */
  readonly again?: string;
  /** What is said if nothing is in it. */
  readonly empty?: Text;
  /** What it is a list of, for those who can't see it. */
  readonly label: string;
  readonly children: (item: T) => ComponentChildren;
}

/** A list, with a button for more of it. */
export function Listing<T>({ path, query = {}, again = "", ...props }: ListingProps<T>) {
  const { person } = useWallet();
  // Its parts belong to one person and one question: all is made anew with another.
  const which = `${person?.id ?? ""} ${path} ${JSON.stringify(query)} ${again}`;
  return <Items<T> key={which} path={path} query={query} {...props} />;
}

function Items<T>({ path, query = {}, empty = NOTHING, label, children }: ListingProps<T>) {
  const myself = useMyself();
  const first = useAsk((me) => pageOf<T>(me, path, query));
  const [later, setLater] = useState<PageOf<T>[]>([]);
  const more = useTask(async (cursor: string) => {
    const page = await myself((me) => pageOf<T>(me, path, { ...query, cursor }));
    setLater([...later, page]);
  });
  return (
    <AskAgain asked={first}>
      {(page) => {
        const pages = [page, ...later];
        const items = pages.flatMap((one) => one.items);
        const next = pages.at(-1)?.next ?? null;
        if (items.length === 0) return <p><Say text={empty} /></p>;
        return (
          <>
            <ul class="things" aria-label={label}>
              {items.map((item, place) => <li key={place}>{children(item)}</li>)}
            </ul>
            {more.fault && <Failed fault={more.fault} />}
            {next !== null && (
              <button type="button" disabled={more.busy} onClick={() => void more.run(next)}>
                <Say text={{ zh: "显示更多", en: "Show more" }} />
              </button>
            )}
          </>
        );
      }}
    </AskAgain>
  );
}

function pageOf<T>(me: Myself, path: string, query: Readonly<Record<string, string>>): Promise<PageOf<T>> {
  return me.get<PageOf<T>>(path, query);
}
