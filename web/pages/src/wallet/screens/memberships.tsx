/** The organisations that may report for the person: joining one with the code of its poster, and leaving. */

import { useState } from "preact/hooks";
import type { components } from "../../api.js";
import { useLanguage } from "../../shared/language.js";
import { day } from "../../shared/time.js";
import { useMyself, useTask, useWallet } from "../context.js";
import { Failed, Go, Notice, TwoStep } from "../parts.js";
import { plain } from "../words.js";
import { Listing } from "./listing.js";
import { Own } from "./own.js";

type Membership = components["schemas"]["MembershipOut"];

export function Memberships() {
  const { language, say } = useLanguage();
  const { given, person } = useWallet();
  const myself = useMyself();
  const [changes, setChanges] = useState(0);
  const changed = () => { setChanges((count) => count + 1); };
  const join = useTask(async (organisation: string) => {
    const joined = await myself((me) => me.post<Membership>("/memberships", { organisation }));
    changed();
    return joined;
  });
  const leave = useTask(async (organisation: string) => {
    await myself((me) => me.delete(`/memberships/${organisation}`));
    join.clear();
    changed();
  });
  const title = say({ zh: "代我填报的单位", en: "Organisations that report for me" });
  return (
    <Own title={title}>
      <p>
        {say({
          zh: "您加入的单位可以代您填报。单位只能看到脱敏的证件信息，看不到您的颜色。可随时退出。",
          en: "An organisation that you join may report for you. It sees your documents in masked form, and never your colour. You can leave at any time.",
        })}
      </p>
      {given !== undefined && !join.value && (
        <section class="card">
          <p>
            {say({ zh: "为以下持码人加入所扫描的单位：", en: "Join the organisation whose code was scanned, as: " })}
            <strong>{person?.name}</strong>
          </p>
          <button type="button" class="main" disabled={join.busy} onClick={() => void join.run(given)}>
            {say({ zh: "加入", en: "Join" })}
          </button>
        </section>
      )}
      {join.fault && <Failed fault={join.fault} />}
      {leave.fault && <Failed fault={leave.fault} />}
      {join.value && <Notice kind="good"><p>{say({ zh: "已加入：", en: "Joined: " })}{plain(join.value.name)}</p></Notice>}
      <Listing<Membership>
        path="/memberships"
        again={String(changes)}
        label={title}
        empty={{ zh: "您没有加入任何单位。", en: "You have joined none." }}
      >
        {(one) => (
          <>
            <p><strong>{plain(one.name)}</strong></p>
            <p class="soft">{say({ zh: "自 ", en: "Since " })}{day(one.since, language)}</p>
            <TwoStep
              label={say({ zh: "退出", en: "Leave" })}
              warning={{ zh: "退出后，该单位不能再代您填报。", en: "It can report for you no longer." }}
              sure={say({ zh: "确认退出", en: "Leave it now" })}
              disabled={leave.busy}
              onSure={() => void leave.run(one.organisation)}
            />
          </>
        )}
      </Listing>
      <Go to="scan">{say({ zh: "扫描单位的码", en: "Scan an organisation's code" })}</Go>
    </Own>
  );
}
