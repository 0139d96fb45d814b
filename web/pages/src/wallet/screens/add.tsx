/** Taking an issuer's offer: by camera, by picture, by a link that is pasted. */

import { useEffect, useRef, useState } from "preact/hooks";
import { Fault } from "../../shared/fault.js";
import { useLanguage } from "../../shared/language.js";
import { useTask, useWallet } from "../context.js";
import { PictureButton } from "../../shared/scanner.js";
import { placeOf } from "../kinds.js";
import { readOffer, type Offer } from "../offer.js";
import { Busy, Failed, Field, Page } from "../parts.js";
import { Reader } from "../reader.js";
import { ME, useTaking } from "./registered.js";

/** Longest name of a person and longest transaction code, in characters. */
const MAX_NAME = 40;
const MAX_CODE = 32;

export function Add() {
  const { say } = useLanguage();
  const { given, network } = useWallet();
  const read = useTask((text: string) => readOffer(text, network));
  const { run } = read;
  useEffect(() => {
    if (given !== undefined) void run(given);
  }, [given, run]);
  return (
    <Page title={say({ zh: "添加通行码", en: "Add a pass" })}>
      {read.busy && <Busy text={{ zh: "正在读取领取码…", en: "Reading the offer…" }} />}
      {read.fault && <Failed fault={read.fault} />}
      {read.value ? <Take key={read.value.code} offer={read.value} onOther={read.clear} /> : !read.busy && <Find onText={(text) => void run(text)} />}
    </Page>
  );
}

/** Where the offer comes from. */
function Find({ onText }: { onText: (text: string) => void }) {
  const { say } = useLanguage();
  const { go } = useWallet();
  const [link, setLink] = useState("");
  const [fault, setFault] = useState<Fault>();
  const [camera, setCamera] = useState(false);
  const take = (text: string) => {
    const place = placeOf(text);
    if (place instanceof Fault) setFault(place);
    else if (place.screen === "add") onText(place.given);
    else go(place.screen, place.given);
  };
  return (
    <>
      {camera ? (
        <div class="spaced">
          <Reader onPlace={({ screen, given }) => { if (screen === "add") onText(given); else go(screen, given); }} />
        </div>
      ) : (
        <Pictures onCamera={() => { setCamera(true); }} onText={take} />
      )}
      <form
        class="card"
        onSubmit={(event) => {
          event.preventDefault();
          setFault(undefined);
          take(link);
        }}
      >
        <Field
          label={say({ zh: "或粘贴领取链接", en: "Or paste the link of an offer" })}
          hint={say({ zh: "以 openid-credential-offer:// 开头", en: "It begins with openid-credential-offer://" })}
        >
          {(props) => (
            <textarea {...props} rows={3} value={link} autocomplete="off" spellcheck={false} onInput={(event) => { setLink(event.currentTarget.value); }} />
          )}
        </Field>
        {fault && <Failed fault={fault} />}
        <button type="submit" class="main" disabled={link.trim() === ""}>{say({ zh: "继续", en: "Continue" })}</button>
      </form>
    </>
  );
}

function Pictures({ onCamera, onText }: { onCamera: () => void; onText: (text: string) => void }) {
  const { say } = useLanguage();
  return (
    <div class="row spaced">
      <button type="button" class="main" onClick={onCamera}>{say({ zh: "用摄像头扫描", en: "Scan with the camera" })}</button>
      <PictureButton onText={onText} />
    </div>
  );
}

/** An offer that was read: what is still needed for taking it. */
function Take({ offer, onOther }: { offer: Offer; onOther: () => void }) {
  const { say } = useLanguage();
  const { persons } = useWallet();
  const taking = useTaking();
  const alone = persons.length === 0;
  const [name, setName] = useState("");
  const [code, setCode] = useState("");
  const first = useRef<HTMLInputElement>(null);
  useEffect(() => { first.current?.focus(); }, []);
  const task = useTask(() => taking(offer, { name: name.trim(), txCode: code }));
  return (
    <form
      class="card"
      onSubmit={(event) => {
        event.preventDefault();
        void task.run();
      }}
    >
      <p>
        {say({ zh: "签发方：", en: "Issuer: " })}
        <strong class="address">{new URL(offer.issuer).host}</strong>
      </p>
      <Field label={say({ zh: "称呼", en: "Name" })} hint={say({ zh: "只在这台设备上显示，例如“小丽”", en: "Seen on this device only, for example Xiaoli" })}>
        {(props) => (
          <input {...props} ref={first} value={name} maxLength={MAX_NAME} autocomplete="off" required={!alone} placeholder={alone ? say(ME) : ""} onInput={(event) => { setName(event.currentTarget.value); }} />
        )}
      </Field>
      {offer.needsTxCode && (
        <Field label={say({ zh: "交易码", en: "Transaction code" })} hint={say({ zh: "由签发方或分享者另行告知", en: "You were told it separately" })}>
          {(props) => (
            <input {...props} value={code} required maxLength={MAX_CODE} inputMode="numeric" autocomplete="one-time-code" onInput={(event) => { setCode(event.currentTarget.value); }} />
          )}
        </Field>
      )}
      {task.fault && <Failed fault={task.fault} />}
      {task.busy && <Busy text={{ zh: "正在领取，请勿关闭页面…", en: "Taking the pass; please keep this page open…" }} />}
      <div class="row">
        <button type="submit" class="main" disabled={task.busy}>{say({ zh: "领取", en: "Take it" })}</button>
        <button type="button" disabled={task.busy} onClick={onOther}>{say({ zh: "换一个领取码", en: "Another offer" })}</button>
      </div>
    </form>
  );
}
