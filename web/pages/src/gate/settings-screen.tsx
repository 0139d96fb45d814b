/** What the operator can choose, and what this gate is. */

import { useEffect, useState } from "preact/hooks";
import { listCameras } from "../shared/camera.js";
import { asFault, FaultNote, type Fault } from "../shared/fault.js";
import { LanguageButton, useLanguage } from "../shared/language.js";
import { servers } from "../shared/allowed.js";
import type { Keeper } from "./keeper.js";
import { Fingerprint, PaperChoice } from "./parts.js";
import { allowSound, signal } from "./sound.js";
import type { Settings } from "./store.js";

interface SettingsProps {
  readonly keeper: Keeper;
  readonly onBack: () => void;
  readonly onRemoved: () => void;
}

export function SettingsScreen({ keeper, onBack, onRemoved }: SettingsProps) {
  const { say } = useLanguage();
  const [fault, setFault] = useState<Fault>();
  const { acceptPaper, sound, camera, server } = keeper.settings;
  const choose = (settings: Partial<Settings>) => {
    setFault(undefined);
    keeper.choose(settings).catch((error: unknown) => { setFault(asFault(error)); });
  };
  return (
    <main>
      <div class="row head">
        <h1>{say({ zh: "设置", en: "Settings" })}</h1>
        <LanguageButton />
      </div>
      {fault && <FaultNote fault={fault} />}
      <section class="card">
        <PaperChoice value={acceptPaper} onChoose={(accept) => { choose({ acceptPaper: accept }); }} />
      </section>
      <section class="card">
        <label class="choice">
          <input
            type="checkbox"
            checked={sound}
            onChange={(event) => {
              allowSound();
              choose({ sound: event.currentTarget.checked });
              signal("pass", event.currentTarget.checked);
            }}
          />{" "}
          {say({ zh: "结果提示音", en: "Sound with each answer" })}
        </label>
        <CameraChoice value={camera} onChoose={(id) => { choose({ camera: id }); }} />
      </section>
      <section class="card">
        <fieldset>
          <legend>{say({ zh: "列表的来源", en: "Where lists come from" })}</legend>
          {[...new Set([...servers(), ...(server === undefined ? [] : [server])]), undefined].map((address) => (
            <label key={address ?? ""} class="choice">
              <input
                type="radio"
                name="server"
                checked={server === address}
                onChange={() => { choose({ server: address }); }}
              />{" "}
              {address ?? say({ zh: "只用文件，不联网获取", en: "Files only, nothing is fetched" })}
            </label>
          ))}
        </fieldset>
      </section>
      <section class="card">
        <h2>{say({ zh: "关于此检查点", en: "About this gate" })}</h2>
        <p>
          {say({ zh: "联盟：", en: "Federation: " })}
          <strong>{keeper.federation.root.federation}</strong>
        </p>
        <p>{say({ zh: "设置时核对的根文件指纹（SHA-256）：", en: "Fingerprint of the root it was set up with (SHA-256):" })}</p>
        <Fingerprint value={keeper.fingerprint} />
        <p class="soft">
          {say({
            zh: "huepass 检查点，协议第 1 版。扫描到的内容只在内存中处理，不保存、不发送。可用浏览器菜单中的“安装”或“添加到主屏幕”安装。",
            en: "huepass gate, protocol version 1. What is scanned is handled in memory only, never kept and never sent. To install it, use Install or Add to home screen in the browser's menu.",
          })}
        </p>
      </section>
      <Removal keeper={keeper} onRemoved={onRemoved} onFault={setFault} />
      <button type="button" onClick={onBack}>
        {say({ zh: "返回", en: "Back" })}
      </button>
    </main>
  );
}

function CameraChoice({ value, onChoose }: { value: string | undefined; onChoose: (id: string | undefined) => void }) {
  const { say } = useLanguage();
  const [cameras, setCameras] = useState<{ id: string; name: string }[]>([]);
  useEffect(() => {
    listCameras().then(setCameras, () => undefined);
  }, []);
  return (
    <label>
      {say({ zh: "摄像头", en: "Camera" })}
      <select value={value ?? ""} onChange={(event) => { onChoose(event.currentTarget.value || undefined); }}>
        <option value="">{say({ zh: "自动（优先后置）", en: "Automatic (at the back, if there is one)" })}</option>
        {cameras.filter(({ id }) => id !== "").map(({ id, name }, place) => (
          <option key={id} value={id}>
            {name || `${say({ zh: "摄像头", en: "Camera" })} ${String(place + 1)}`}
          </option>
        ))}
      </select>
    </label>
  );
}

interface RemovalProps {
  readonly keeper: Keeper;
  readonly onRemoved: () => void;
  readonly onFault: (fault: Fault) => void;
}

function Removal({ keeper, onRemoved, onFault }: RemovalProps) {
  const { say } = useLanguage();
  const remove = () => {
    keeper.remove().then(onRemoved, (error: unknown) => { onFault(asFault(error)); });
  };
  return (
    <section class="card">
      <h2>{say({ zh: "移除此检查点", en: "Remove this gate" })}</h2>
      <SecondStep
        label={say({ zh: "从本机移除全部数据", en: "Remove everything from this device" })}
        warning={say({
          zh: "将删除根文件、所有列表和设置。再次使用须重新设置并核对指纹。",
          en: "The root, all lists and the settings are deleted. To use it again, set it up anew and compare the fingerprint.",
        })}
        confirm={say({ zh: "确认移除", en: "Yes, remove it" })}
        onConfirm={remove}
      />
    </section>
  );
}

interface SecondStepProps {
  readonly label: string;
  readonly warning: string;
  readonly confirm: string;
  readonly onConfirm: () => void;
}

/** A button that asks once more. */
export function SecondStep({ label, warning, confirm, onConfirm }: SecondStepProps) {
  const { say } = useLanguage();
  const [asked, setAsked] = useState(false);
  if (!asked) {
    return (
      <button type="button" class="danger" onClick={() => { setAsked(true); }}>
        {label}
      </button>
    );
  }
  return (
    <div role="alert">
      <p>{warning}</p>
      <div class="row">
        <button type="button" class="danger" onClick={onConfirm}>
          {confirm}
        </button>
        <button type="button" onClick={() => { setAsked(false); }}>
          {say({ zh: "取消", en: "Cancel" })}
        </button>
      </div>
    </div>
  );
}
