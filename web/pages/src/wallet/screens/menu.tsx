/** What the person on screen may do, and what is known of them. */

import { useLanguage, type Text } from "../../shared/language.js";
import { day } from "../../shared/time.js";
import { useAsk, type Screen } from "../context.js";
import { AskAgain, Go, Notice } from "../parts.js";
import { named, plain, proofingText } from "../words.js";
import { Own, Swatch, type OwnPageData } from "./own.js";

interface Link {
  readonly to: Screen;
  readonly given?: string;
  readonly name: Text;
  readonly about: Text;
}

const WHY: Link = {
  to: "why",
  name: { zh: "为什么是这个颜色", en: "Why this colour" },
  about: { zh: "原因、解除方式和有权机构", en: "reasons, what changes it, and who can" },
};
const OWN: readonly Link[] = [
  { to: "report", name: { zh: "健康申报", en: "Health report" }, about: { zh: "回答方案中的问题", en: "answer the programme's questions" } },
  { to: "records", name: { zh: "登记记录", en: "What is on record" }, about: { zh: "填报、认定、颜色变更", en: "reports, findings, changes of colour" } },
  { to: "objections", name: { zh: "申诉", en: "Objections" }, about: { zh: "认为颜色有误时", en: "if you find the colour wrong" } },
  { to: "lookups", name: { zh: "谁查询过我", en: "Who looked me up" }, about: { zh: "何时、为何、看到了什么", en: "when, what for, what they saw" } },
  { to: "proofs", name: { zh: "健康材料", en: "Proofs of health" }, about: { zh: "上传、下载、撤回", en: "upload, download, withdraw" } },
];
const SHOWING: readonly Link[] = [
  { to: "paper", name: { zh: "纸质码", en: "Paper pass" }, about: { zh: "方案允许时可打印", en: "to print, where the programme allows" } },
  { to: "reading", name: { zh: "测温码", en: "Code for a reading" }, about: { zh: "在采集点测体温时出示", en: "to show where temperatures are taken" } },
  { to: "share", name: { zh: "分享给另一台设备", en: "Share with another device" }, about: { zh: "让家人也能出示", en: "so that family can show it too" } },
  { to: "devices", name: { zh: "持有此码的设备", en: "Devices with this pass" }, about: { zh: "查看和停用", en: "see them, end one" } },
  { to: "memberships", name: { zh: "代我填报的单位", en: "Organisations that report for me" }, about: { zh: "加入和退出", en: "join and leave" } },
];
const FAMILY: readonly Link[] = [
  { to: "apply", given: "family", name: { zh: "为家人申请", en: "Apply for a family member" }, about: { zh: "通行码将加入此钱包", en: "their pass comes into this wallet" } },
];
const WALLET: readonly Link[] = [
  { to: "add", name: { zh: "添加通行码", en: "Add a pass" }, about: { zh: "扫描或打开领取链接", en: "scan or open an offer" } },
  { to: "people", name: { zh: "钱包中的人和设置", en: "People and settings" }, about: { zh: "名称、顺序、移除、语言", en: "names, order, removing, language" } },
  { to: "apply", given: "lost", name: { zh: "手机丢失", en: "A lost phone" }, about: { zh: "停用旧设备并重新领取", en: "end the old devices, get a new offer" } },
];

export function Menu() {
  const { say } = useLanguage();
  const asked = useAsk((me) => me.get<OwnPageData>(""));
  const own = asked.value;
  // Until the issuer has answered, and without network, all is offered: each screen says what it can't do.
  const shared = own?.may.report === null;
  return (
    <Own title={say({ zh: "更多", en: "More" })} back="pass">
      <AskAgain asked={asked}>{(page) => <Known own={page} />}</AskAgain>
      {shared && (
        <Notice>
          <p>
            {say({
              zh: "此通行码是他人分享给您的：可以出示并查看颜色原因，其他事项由本人办理。",
              en: "This pass was shared with you: you can show it and see why it has its colour. All else is for the person.",
            })}
          </p>
        </Notice>
      )}
      <Links title={{ zh: "我的颜色", en: "My colour" }} links={shared ? [WHY] : [WHY, ...OWN]} />
      {!shared && <Links title={{ zh: "出示与分享", en: "Showing and sharing" }} links={SHOWING} />}
      {!shared && <Links title={{ zh: "家人", en: "Family" }} links={FAMILY} />}
      <Links title={{ zh: "钱包", en: "Wallet" }} links={WALLET} />
    </Own>
  );
}

function Links({ title, links }: { title: Text; links: readonly Link[] }) {
  const { say } = useLanguage();
  return (
    <nav aria-label={say(title)}>
      <h2>{say(title)}</h2>
      <ul class="links">
        {links.map(({ to, given, name, about }) => (
          <li key={say(name)}>
            <Go to={to} class="" {...(given !== undefined && { given })}>
              <span>{say(name)}<small>{say(about)}</small></span>
            </Go>
          </li>
        ))}
      </ul>
    </nav>
  );
}

function Known({ own }: { own: OwnPageData }) {
  const { language, say } = useLanguage();
  return (
    <section class="card">
      <p>
        <Swatch colour={own.colour} label={own.label} />{" "}
        {own.since !== null && <span class="soft">{say({ zh: "自 ", en: "since " })}{day(own.since, language)}</span>}
      </p>
      <dl class="facts">
        {own.identities.map((one, place) => (
          <Fact key={place} name={named(one.document, language)}>
            {[one.number, one.name, one.birth_date].filter((part) => part !== "").map((part) => plain(part)).join(" · ")}
            <span class="soft"> ({say(proofingText(one.proofing))})</span>
          </Fact>
        ))}
        {own.division && <Fact name={say({ zh: "所属地区", en: "Division" })}>{named(own.division, language)}</Fact>}
        <Fact name={say({ zh: "方案", en: "Programme" })}>{plain(say(own.programme.title))}</Fact>
        <Fact name={say({ zh: "登记于", en: "Registered" })}>{day(own.registered_at, language)}</Fact>
      </dl>
    </section>
  );
}

function Fact({ name, children }: { name: string; children: preact.ComponentChildren }) {
  return (
    <>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </>
  );
}
