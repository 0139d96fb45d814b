/** Proofs of health: uploading one, getting it back, withdrawing it. */

import { useState } from "preact/hooks";
import type { components } from "../../api.js";
import { useLanguage } from "../../shared/language.js";
import { dayAndTime } from "../../shared/time.js";
import { useMyself, useTask } from "../context.js";
import { Failed, Field, Notice, TwoStep } from "../parts.js";
import { MAX_PROOF_BYTES, proofFile } from "../proof-file.js";
import { named } from "../words.js";
import { Listing } from "./listing.js";
import { Own, OwnPart, useOwnPage, type OwnPageData } from "./own.js";

type Proof = components["schemas"]["HealthProofOut"];

export function Proofs() {
  const { say } = useLanguage();
  const [changes, setChanges] = useState(0);
  const asked = useOwnPage();
  const [withdrawn, setWithdrawn] = useState(0);
  const changed = () => { setChanges((count) => count + 1); };
  const title = say({ zh: "健康材料", en: "Proofs of health" });
  return (
    <Own title={title}>
      <p>
        {say({
          zh: "材料本身不会改变颜色；有权机构可查阅，每次查阅都会在“谁查询过我”中留下记录。您可随时撤回。",
          en: "A proof changes no colour by itself. Authorities that may see it leave an entry under “Who looked me up”. You can withdraw it at any time.",
        })}
      </p>
      <OwnPart asked={asked}>
        {({ own }) => (
          <>
            <Upload key={withdrawn} kinds={own.proofs} onDone={changed} />
            <Listing<Proof> path="/proofs" again={`${String(changes)} ${String(withdrawn)}`} label={title} empty={{ zh: "没有上传过材料。", en: "You have uploaded none." }}>
              {(one) => <Uploaded proof={one} onDone={() => { setWithdrawn((count) => count + 1); }} />}
            </Listing>
          </>
        )}
      </OwnPart>
    </Own>
  );
}

function Upload({ kinds, onDone }: { kinds: OwnPageData["proofs"]; onDone: () => void }) {
  const { language, say } = useLanguage();
  const myself = useMyself();
  const [kind, setKind] = useState(kinds[0]?.id ?? "");
  const upload = useTask(async (file: Blob) => {
    const fit = await proofFile(file);
    const made = await myself((me) => me.upload<Proof>(`/proofs/${kind}`, fit));
    onDone();
    return made;
  });
  if (kinds.length === 0) return <Notice><p>{say({ zh: "当前方案不收材料。", en: "The programme takes no proofs." })}</p></Notice>;
  return (
    <section class="card">
      <h2>{say({ zh: "上传材料", en: "Upload a proof" })}</h2>
      <Field label={say({ zh: "种类", en: "Kind" })}>
        {(field) => (
          <select {...field} value={kind} onChange={(event) => { setKind(event.currentTarget.value); }}>
            {kinds.map((one) => <option key={one.id} value={one.id}>{named(one, language)}</option>)}
          </select>
        )}
      </Field>
      <p class="soft">
        {say({
          zh: `PDF 最大 ${String(MAX_PROOF_BYTES >> 10)} KiB；照片会自动缩小，并去除拍摄地点等信息。`,
          en: `A PDF of at most ${String(MAX_PROOF_BYTES >> 10)} KiB, or a photograph, which is made smaller and loses the place where it was taken.`,
        })}
      </p>
      <label class="button main">
        {upload.busy ? say({ zh: "正在上传…", en: "Uploading…" }) : say({ zh: "选择文件", en: "Choose a file" })}
        <input
          type="file"
          class="unseen"
          accept="application/pdf,image/*"
          disabled={upload.busy}
          onChange={(event) => {
            const input = event.currentTarget;
            const file = input.files?.[0];
            if (file) void upload.run(file).finally(() => { input.value = ""; });
          }}
        />
      </label>
      {upload.fault && <Failed fault={upload.fault} />}
      {upload.value && <Notice kind="good"><p>{say({ zh: "已上传。", en: "Uploaded." })}</p></Notice>}
    </section>
  );
}

function Uploaded({ proof, onDone }: { proof: Proof; onDone: () => void }) {
  const { language, say } = useLanguage();
  const myself = useMyself();
  const path = `/proofs/${proof.proof}`;
  const fetch = useTask(async () => { save(await myself((me) => me.download(path, proof.media_type)), `proof.${proof.media_type.split("/")[1] ?? ""}`); });
  const withdraw = useTask(async () => {
    await myself((me) => me.delete(path));
    onDone();
  });
  const fault = fetch.fault ?? withdraw.fault;
  return (
    <>
      <p><strong>{named(proof.kind, language)}</strong></p>
      <p class="soft">{say({ zh: "上传于 ", en: "Uploaded " })}{dayAndTime(proof.added_at, language)}</p>
      {proof.withdrawn_at !== null ? (
        <p>{say({ zh: "已撤回，文件已删除：", en: "Withdrawn, and its file erased: " })}{dayAndTime(proof.withdrawn_at, language)}</p>
      ) : (
        <div class="row">
          <button type="button" disabled={fetch.busy} onClick={() => void fetch.run()}>{say({
            zh: "下载",
            en: "Download",
          })}</button>
          <TwoStep
            label={say({ zh: "撤回", en: "Withdraw" })}
            warning={{ zh: "文件将被删除，仅保留曾上传过的记录。", en: "Its file is erased; that there was one stays on record." }}
            sure={say({ zh: "确认撤回", en: "Withdraw it now" })}
            disabled={withdraw.busy}
            onSure={() => void withdraw.run()}
          />
        </div>
      )}
      {fault && <Failed fault={fault} />}
    </>
  );
}

/** Lets the browser save a file. */
function save(file: Blob, name: string): void {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(file);
  link.download = name;
  link.click();
  // The browser has taken hold of it by then, or never will.
  setTimeout(() => { URL.revokeObjectURL(link.href); }, 60_000);
}
