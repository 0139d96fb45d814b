/** Who is in the wallet, and how it keeps what it keeps. */

import { useEffect, useState } from "preact/hooks";
import { useLanguage } from "../../shared/language.js";
import { shadeOf } from "../../shared/shades.js";
import { dayAndTime, now } from "../../shared/time.js";
import { useTask, useWallet } from "../context.js";
import { isInstalled, useInstall } from "../install.js";
import { canKeepKeys } from "../keys.js";
import { strip, type Person } from "../model.js";
import { Busy, Failed, Field, Go, Notice, Page, TwoStep } from "../parts.js";
import { worksUntil } from "../strip.js";
import { colourLabel, issuerName } from "../told.js";
import { plain } from "../words.js";

const MAX_NAME = 40;

export function People() {
  const { say } = useLanguage();
  const { persons } = useWallet();
  const [open, setOpen] = useState<string>();
  return (
    <Page title={say({ zh: "家人", en: "People" })}>
      <ul class="plain">
        {persons.map((person, place) => (
          <Entry key={person.id} person={person} place={place} open={open === person.id} onOpen={(on) => { setOpen(on ? person.id : undefined); }} />
        ))}
      </ul>
      <div class="stack">
        <Go to="scan" class="button main">{say({ zh: "扫描领取码，添加一位", en: "Scan an offer to add somebody" })}</Go>
        <Go to="add">{say({ zh: "打开图片或粘贴链接", en: "Open a picture or paste a link" })}</Go>
        <Go to="apply">{say({ zh: "自助申领", en: "Apply for a pass" })}</Go>
      </div>
      <Keeping />
    </Page>
  );
}

function Entry({ person, place, open, onOpen }: { person: Person; place: number; open: boolean; onOpen: (on: boolean) => void }) {
  const { language, say } = useLanguage();
  const { choose, go } = useWallet();
  const until = worksUntil(strip(person), now());
  const { paper, ink } = shadeOf(person.colour);
  return (
    <li class="card">
      <div class="entry">
        <button
          type="button"
          class="quiet name"
          onClick={() => {
            choose(person.id);
            go("pass");
          }}
        >
          {person.name}
        </button>
        {person.colour !== undefined && <span class="chip" style={{ background: paper, color: ink }}>{plain(colourLabel(person, person.colour)[language], 64)}</span>}
        <button type="button" aria-expanded={open} aria-label={say({
          zh: `管理：${person.name}`,
          en: `Manage: ${person.name}`,
        })} onClick={() => { onOpen(!open); }}>
          {say({ zh: "管理", en: "Manage" })}
        </button>
      </div>
      <p class="soft">
        {plain(issuerName(person)[language], 64)}{" · "}
        {person.ended
          ? say({ zh: "签发方已停用", en: "ended by the issuer" })
          : until === undefined
            ? say({ zh: "没有可出示的码", en: "nothing to show" })
            : `${say({ zh: "无网络可用至 ", en: "works without network until " })}${dayAndTime(until, language)}`}
      </p>
      {open && <Manage person={person} place={place} />}
    </li>
  );
}

/** Renaming, moving, refreshing, removing. */
function Manage({ person, place }: { person: Person; place: number }) {
  const { language, say } = useLanguage();
  const { store, schedule, persons } = useWallet();
  const [name, setName] = useState(person.name);
  const change = useTask((work: () => Promise<unknown>) => work());
  const refresh = useTask(() => schedule.refreshNow(person.id));
  const move = (to: number) => void change.run(() => store.move(person.id, to));
  return (
    <div class="manage">
      <form
        onSubmit={(event) => {
          event.preventDefault();
          void change.run(() => store.rename(person.id, name.trim()));
        }}
      >
        <Field label={say({ zh: "称呼", en: "Name" })}>
          {(props) => <input {...props} value={name} required maxLength={MAX_NAME} autocomplete="off" onInput={(event) => { setName(event.currentTarget.value); }} />}
        </Field>
        <button type="submit" disabled={name.trim() === "" || name.trim() === person.name}>{say({
          zh: "改称呼",
          en: "Change the name",
        })}</button>
      </form>
      {persons.length > 1 && (
        <div class="row">
          <button type="button" disabled={place === 0} onClick={() => { move(place - 1); }}>{say({
            zh: "上移",
            en: "Move up",
          })}</button>
          <button type="button" disabled={place === persons.length - 1} onClick={() => { move(place + 1); }}>{say({
            zh: "下移",
            en: "Move down",
          })}</button>
        </div>
      )}
      <p class="soft">
        {say({ zh: "上次刷新：", en: "Last refreshed: " })}
        {person.refreshedAt === 0 ? say({ zh: "尚未成功", en: "never yet" }) : dayAndTime(person.refreshedAt, language)}
      </p>
      <div class="row">
        <button type="button" disabled={refresh.busy} onClick={() => void refresh.run()}>{say({
          zh: "立即刷新",
          en: "Refresh now",
        })}</button>
        <TwoStep
          label={say({ zh: "从钱包中移除", en: "Remove from this wallet" })}
          warning={{
            zh: `移除后，${person.name}的码会从这台设备上永久消失，要再用须重新领取。签发方处的登记不受影响；要停用设备，请先在“持有此码的设备”中停用。`,
            en: `The pass of ${person.name} will be gone from this device for good, and a new offer is needed to get it back. What the issuer has on record stays; to end this device there, use “Devices with this pass” first.`,
          }}
          sure={say({ zh: "永久移除", en: "Remove for good" })}
          onSure={() => void change.run(() => store.remove(person.id))}
        />
      </div>
      {refresh.busy && <Busy text={{ zh: "正在联系签发方…", en: "Asking the issuer…" }} />}
      {refresh.fault && <Failed fault={refresh.fault} />}
      {change.fault && <Failed fault={change.fault} />}
    </div>
  );
}

/** What kind of keys there are, whether the browser may clear them away, and how to install the page. */
function Keeping() {
  const { say } = useLanguage();
  const { store, persons } = useWallet();
  const [kept, setKept] = useState<boolean>();
  const [persisted, setPersisted] = useState<boolean>();
  const install = useInstall();
  useEffect(() => {
    canKeepKeys().then(setKept, () => { setKept(false); });
    void store.persisted().then(setPersisted);
  }, [store, persons.length]);
  return (
    <section class="card">
      <h2>{say({ zh: "这台设备", en: "This device" })}</h2>
      {kept !== undefined && (
        <p>
          {kept
            ? say({
              zh: "密钥由浏览器保管，任何网页（包括本页）都无法读出。",
              en: "The browser guards the keys; no page can read them out, and this one neither.",
            })
            : say({
              zh: "此浏览器不能代为保管这类密钥，密钥存放在本页的数据库中，功能相同。更新浏览器后，新的密钥会由浏览器保管。",
              en: "This browser can’t guard keys of this kind; they lie in this page’s database, and everything works the same. After an update of the browser, new keys will be guarded by it.",
            })}
        </p>
      )}
      {persisted !== undefined && (
        <p>
          {persisted
            ? say({ zh: "浏览器不会自行清除钱包。", en: "The browser will not clear the wallet away by itself." })
            : say({
              zh: "存储空间不足时，浏览器可能清除钱包。安装此页面或允许持久存储可以避免。",
              en: "The browser may clear the wallet away when space runs low. Installing this page, or allowing persistent storage, prevents that.",
            })}
        </p>
      )}
      {persisted === false && (
        <p>
          <button type="button" onClick={() => void store.persist().then(setPersisted)}>
            {say({ zh: "请求持久存储", en: "Ask to keep it" })}
          </button>
        </p>
      )}
      {!isInstalled() && (
        <Notice>
          <p>
            {say({
              zh: "把此页面安装到主屏幕，打开更快：在浏览器菜单中选择“安装”或“添加到主屏幕”。",
              en: "Install this page on the home screen to open it quickly: in the browser’s menu choose Install, or Add to Home Screen.",
            })}
          </p>
          {install && <button type="button" onClick={install}>{say({ zh: "安装", en: "Install" })}</button>}
        </Notice>
      )}
    </section>
  );
}
