/** Setting a gate up: its first root, compared by a person, and whether it accepts paper. */

import { MAX_DOCUMENT_BYTES } from "huepass";
import { useState } from "preact/hooks";
import { asFault, FaultNote, type Fault } from "../shared/fault.js";
import { LanguageButton, useLanguage } from "../shared/language.js";
import { pageAllows, servers } from "../shared/allowed.js";
import { loadFiles, type Loaded, type Opened } from "./files.js";
import { firstRoot, type Candidate } from "./fingerprint.js";
import { Keeper } from "./keeper.js";
import { elsewhere, noRoot } from "./list-words.js";
import { FilesButton, Fingerprint, PaperChoice } from "./parts.js";
import type { Store } from "./store.js";
import { fetched } from "./sync.js";

/** A root that was found, and what was found with it. */
interface Found {
  readonly root: Candidate;
  readonly files: readonly Opened[];
  readonly server: string | undefined;
}

interface SetupProps {
  readonly store: Store;
  /** Called with the gate, and with what became of the files that were opened. */
  readonly onDone: (keeper: Keeper, loaded: readonly Loaded[]) => void;
}

export function Setup({ store, onDone }: SetupProps) {
  const { say } = useLanguage();
  const [found, setFound] = useState<Found>();
  const [fault, setFault] = useState<Fault>();
  const [busy, setBusy] = useState(false);
  const begin = async ({ root, files, server }: Found, acceptPaper: boolean) => {
    const keeper = await Keeper.begin(store, root.bytes, { acceptPaper, sound: true, camera: undefined, server });
    // Browsers that agree don't clear it away by themselves.
    void (navigator.storage as StorageManager | undefined)?.persist().catch(() => false);
    onDone(keeper, await loadFiles(files, (file) => keeper.load(file)));
  };
  const attempt = (doing: () => Promise<void>) => {
    if (busy) return;
    setBusy(true);
    setFault(undefined);
    void doing().catch((error: unknown) => { setFault(asFault(error)); }).finally(() => { setBusy(false); });
  };
  return (
    <main>
      <div class="row head">
        <h1>{say({ zh: "设置检查点", en: "Set up this gate" })}</h1>
        <LanguageButton />
      </div>
      {fault && <FaultNote fault={fault} />}
      <p role="status">{busy && say({ zh: "请稍候…", en: "One moment…" })}</p>
      {found ? (
        <Confirm
          found={found}
          onBegin={(paper) => { attempt(() => begin(found, paper)); }}
          onBack={() => { setFound(undefined); }}
        />
      ) : (
        <Sources
          onServer={(server) => { attempt(async () => { setFound(await fromServer(server)); }); }}
          onFiles={(files) => { attempt(async () => { setFound(await fromFiles(files)); }); }}
        />
      )}
    </main>
  );
}

/** Where lists come from: a service, or files. */
function Sources({ onServer, onFiles }: { onServer: (server: string) => void; onFiles: (files: Opened[]) => void }) {
  const { say } = useLanguage();
  return (
    <>
      <p>
        {say({
          zh: "检查点在本机核验通行码，不联网也能工作，也不记录任何人。它需要一次信任列表和吊销列表。",
          en: "A gate checks passes on this device, works without network, and keeps nothing about anybody. Once, it needs the trust list and the revocation lists.",
        })}
      </p>
      <section class="card">
        <h2>{say({ zh: "联网获取", en: "From the network" })}</h2>
        <p>{say({ zh: "之后在有网络时自动更新。", en: "They are then kept up to date whenever there is a network." })}</p>
        {servers().map((server) => (
          <p key={server}>
            <button type="button" class="main" onClick={() => { onServer(server); }}>
              {say({ zh: "从此服务获取列表", en: "Get the lists from this service" })}
            </button>{" "}
            <span class="soft">{server}</span>
          </p>
        ))}
      </section>
      <section class="card">
        <h2>{say({ zh: "从文件加载", en: "From files" })}</h2>
        <p>
          {say({
            zh: "适用于不联网的设备：根文件和文件包，或以根文件开头的文件包。可一次选择多个，顺序不限。",
            en: "For a device without network: the root and a bundle, or a bundle that begins with the root. Several at once, in any order.",
          })}
        </p>
        <FilesButton label={say({ zh: "选择文件", en: "Choose files" })} onFiles={onFiles} />
      </section>
    </>
  );
}

interface ConfirmProps {
  readonly found: Found;
  readonly onBegin: (acceptPaper: boolean) => void;
  readonly onBack: () => void;
}

/** Has a person compare the fingerprint: whoever gives a gate its first root decides whom it trusts. */
function Confirm({ found: { root }, onBegin, onBack }: ConfirmProps) {
  const { say } = useLanguage();
  const [paper, setPaper] = useState<boolean>();
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        if (paper !== undefined) onBegin(paper);
      }}
    >
      <section class="card">
        <h2>{say({ zh: "核对根文件指纹", en: "Compare the root's fingerprint" })}</h2>
        <p>
          {say({ zh: "联盟：", en: "Federation: " })}
          <strong>{root.federation}</strong>
          {say({ zh: `，根文件第 ${String(root.version)} 版`, en: `, root version ${String(root.version)}` })}
        </p>
        <Fingerprint value={root.fingerprint} />
        <p>
          {say({
            zh: "请与签发方另行公布的指纹（公文、电话、其官方网站）逐组核对。如果有一组不同，请不要继续：此根文件可能是伪造的，用它的检查点会放行伪造的码。",
            en: "Compare each group with what the issuer has published elsewhere: on paper, by telephone, on its own site. If one group differs, stop: the root may be forged, and a gate with a forged root lets forged passes through.",
          })}
        </p>
        <label class="choice">
          <input type="checkbox" required /> {say({ zh: "我已逐组核对，完全一致", en: "I have compared all groups, and they are the same" })}
        </label>
      </section>
      <section class="card">
        <PaperChoice value={paper} onChoose={setPaper} />
      </section>
      <div class="row">
        <button type="submit" class="main">
          {say({ zh: "完成设置", en: "Finish the set-up" })}
        </button>
        <button type="button" onClick={onBack}>
          {say({ zh: "返回", en: "Back" })}
        </button>
      </div>
    </form>
  );
}

async function fromServer(server: string): Promise<Found> {
  const url = new URL(`${server}/federation/root-1.cbor`);
  if (!pageAllows(url)) throw elsewhere();
  const bytes = await fetched(url, MAX_DOCUMENT_BYTES.root);
  const root = await firstRoot([bytes]);
  if (!root) throw noRoot();
  return { root, files: [], server };
}

async function fromFiles(files: readonly Opened[]): Promise<Found> {
  const root = await firstRoot(files.map(({ bytes }) => bytes));
  if (!root) throw noRoot();
  return { root, files, server: undefined };
}
