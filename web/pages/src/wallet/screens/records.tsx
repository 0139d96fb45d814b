/** Everything that the issuer has on record about the person, and the changes of their colour. */

import { useState } from "preact/hooks";
import type { components } from "../../api.js";
import { useLanguage } from "../../shared/language.js";
import { dayAndTime } from "../../shared/time.js";
import { useAsk, useWallet } from "../context.js";
import { Field } from "../parts.js";
import { programme } from "../registration.js";
import { causeText, KINDS, onRecord, originText, plain, type RecordedThing } from "../words.js";
import { Listing } from "./listing.js";
import { Own, Swatch } from "./own.js";

type Change = components["schemas"]["OwnChangeOut"];
const CHANGES = "changes";

export function Records() {
  const { say } = useLanguage();
  const [kind, setKind] = useState("");
  return (
    <Own title={say({ zh: "登记记录", en: "What is on record" })}>
      <p>
        {say({
          zh: "这里是签发方登记在案、与您有关的全部内容，最新的在前。更正不会删除原有记录。",
          en: "This is everything that the issuer has on record about you, the newest first. A correction erases nothing.",
        })}
      </p>
      <Field label={say({ zh: "显示", en: "Show" })}>
        {(field) => (
          <select {...field} value={kind} onChange={(event) => { setKind(event.currentTarget.value); }}>
            <option value="">{say({ zh: "全部记录", en: "All records" })}</option>
            {Object.entries(KINDS).map(([id, name]) => <option key={id} value={id}>{say(name)}</option>)}
            <option value={CHANGES}>{say({ zh: "颜色变更", en: "Changes of colour" })}</option>
          </select>
        )}
      </Field>
      {kind === CHANGES ? <Changes /> : <Things kind={kind} />}
    </Own>
  );
}

function Things({ kind }: { kind: string }) {
  const { language, say } = useLanguage();
  const { network, person } = useWallet();
  // Without it, regions go by their IDs.
  const rules = useAsk(() => programme(network, person?.issuer ?? ""));
  const regions = new Map(rules.value?.regions.map(({ id, name }) => [id, name]));
  return (
    <Listing<RecordedThing> path="/records" query={kind === "" ? {} : { kind }} label={say({
      zh: "登记记录",
      en: "What is on record",
    })}>
      {(one) => {
        const by = one.organisation === null ? "" : ` · ${plain(one.organisation)}`;
        return (
          <>
            <p class="soft">
              {dayAndTime(one.at, language)} · {say(KINDS[one.content.kind])} · {say(originText(one.origin))}{by}
            </p>
            <p class="lines">{onRecord(one.content, language, regions)}</p>
          </>
        );
      }}
    </Listing>
  );
}

function Changes() {
  const { language, say } = useLanguage();
  return (
    <Listing<Change>
      path="/changes"
      label={say({ zh: "颜色变更", en: "Changes of colour" })}
      empty={{ zh: "颜色没有变更过。", en: "The colour has not changed." }}
    >
      {(one) => (
        <>
          <p class="soft">{dayAndTime(one.at, language)} · {say(causeText(one.cause))}</p>
          <p>
            <Swatch colour={one.old} /> <span aria-hidden="true">→</span>
            <span class="unseen">{say({ zh: "变为", en: "became" })}</span> <Swatch colour={one.new} />
          </p>
          <p>{plain(one.text ? say(one.text) : one.reason)}</p>
        </>
      )}
    </Listing>
  );
}
