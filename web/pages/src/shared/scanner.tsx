/** A camera's picture with what belongs to it: choice of camera, light, a picture file in its place. */

import { useEffect, useRef, useState } from "preact/hooks";
import { listCameras, openCamera, type Camera } from "./camera.js";
import { getDecoder, pixels, readPicture } from "./decoder.js";
import { asFault, Fault, FaultNote } from "./fault.js";
import { useLanguage } from "./language.js";
import { useSeen } from "./seen.js";

export interface ScannerProps {
  /** Called with each text that is read, again and again while a code is seen. */
  readonly onText: (text: string) => void;
  /** Called with each frame in which no code is seen. */
  readonly onNothing?: () => void;
  /** Frames are looked at only while this is not set. */
  readonly paused?: boolean;
  /** Which camera, and what to do when another is chosen. */
  readonly cameraId?: string | undefined;
  readonly onCamera?: (id: string) => void;
}

/** A scanner. The camera is on while this is on screen and the page is seen. */
export function Scanner({ onText, onNothing, paused = false, cameraId, onCamera }: ScannerProps) {
  const { say } = useLanguage();
  const seen = useSeen();
  const video = useRef<HTMLVideoElement>(null);
  const [chosen, setChosen] = useState(cameraId);
  const [camera, setCamera] = useState<Camera>();
  const [cameras, setCameras] = useState<{ id: string; name: string }[]>([]);
  const [light, setLight] = useState(false);
  const [fault, setFault] = useState<Fault>();
  const [tries, setTries] = useState(0);
  // The loop looks at what holds now, and not at what held when it began.
  const current = useRef({ onText, onNothing, paused });
  current.current = { onText, onNothing, paused };

  useEffect(() => {
    if (!seen) return undefined;
    let over = false;
    let opened: Camera | undefined;
    const end = () => {
      if (!over) setFault(cameraGone());
    };
    const begin = async () => {
      if (!video.current) return;
      try {
        const decode = getDecoder(); // is loaded while people are asked for the camera
        decode.catch(() => undefined); // said below, if the camera works at all
        opened = await openCamera(video.current, chosen, end);
        if (over) {
          opened.stop();
          return;
        }
        setCamera(opened);
        setFault(undefined);
        setLight(false);
        setCameras(await listCameras());
        look(await decode);
      } catch (error) {
        opened?.stop();
        if (!over) setFault(asFault(error));
      }
    };
    const canvas = document.createElement("canvas");
    const look = (decode: Awaited<ReturnType<typeof getDecoder>>) => {
      const frame = async () => {
        if (over) return;
        if (!current.current.paused && video.current && video.current.readyState >= 2) {
          const picture = pixels(video.current, video.current.videoWidth, video.current.videoHeight, canvas);
          const text = picture && (await decode(picture).catch(() => undefined));
          if (over as boolean) return; // the screen was left meanwhile: nobody would see the answer
          if (text === undefined || text === "") current.current.onNothing?.();
          else current.current.onText(text);
        }
        setTimeout(() => void frame(), 40);
      };
      void frame();
    };
    void begin();
    return () => {
      over = true;
      opened?.stop();
      setCamera(undefined);
    };
  }, [chosen, tries, seen]);

  const choose = (id: string) => {
    setChosen(id);
    onCamera?.(id);
  };
  return (
    <div class="scanner">
      <video ref={video} muted playsInline aria-label={say({ zh: "摄像头画面", en: "What the camera sees" })} hidden={fault !== undefined} />
      {fault && (
        <FaultNote fault={fault}>
          <button type="button" onClick={() => { setFault(undefined); setTries(tries + 1); }}>
            {say({ zh: "重试", en: "Try again" })}
          </button>
        </FaultNote>
      )}
      <div class="row">
        {cameras.length > 1 && (
          <label>
            {say({ zh: "摄像头", en: "Camera" })}{" "}
            <select value={camera?.id} onChange={(event) => { choose(event.currentTarget.value); }}>
              {cameras.map(({ id, name }, place) => (
                <option key={id} value={id}>
                  {name || `${say({ zh: "摄像头", en: "Camera" })} ${String(place + 1)}`}
                </option>
              ))}
            </select>
          </label>
        )}
        {camera?.light && (
          <button
            type="button"
            aria-pressed={light}
            onClick={() => {
              camera.light?.(!light).then(() => { setLight(!light); }, () => undefined);
            }}
          >
            {say({ zh: "手电筒", en: "Torch" })}
          </button>
        )}
        <PictureButton onText={onText} />
      </div>
    </div>
  );
}

/** Opens a picture of a code in the place of a camera. */
export function PictureButton({ onText }: { onText: (text: string) => void }) {
  const { say } = useLanguage();
  const [empty, setEmpty] = useState(false);
  const open = async (file: File | undefined) => {
    if (!file) return;
    const text = await readPicture(file).catch(() => undefined);
    setEmpty(text === undefined);
    if (text !== undefined) onText(text);
  };
  return (
    <>
      <label class="button">
        {say({ zh: "打开图片", en: "Open a picture" })}
        <input
          type="file"
          class="unseen"
          accept="image/*"
          onChange={(event) => {
            const input = event.currentTarget;
            void open(input.files?.[0]).finally(() => { input.value = ""; });
          }}
        />
      </label>
      {empty && (
        <p role="alert">
          {say({ zh: "图片中没有找到二维码。请换一张清晰、完整的图片。", en: "There is no QR code in this picture. Take one that is sharp and shows all of the code." })}
        </p>
      )}
    </>
  );
}

function cameraGone(): Fault {
  return new Fault(
    "camera_gone",
    { zh: "摄像头已断开", en: "The camera is gone" },
    { zh: "请检查摄像头连接，然后重试。", en: "Check that the camera is connected, then try again." },
  );
}
