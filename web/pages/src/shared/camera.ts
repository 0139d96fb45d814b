/** The camera: opening it, which one, its light, and what to do when there is none. */

import { Fault } from "./fault.js";

/** A camera that is on. */
export interface Camera {
  /** Its identifier, as in {@link listCameras}. */
  readonly id: string;
  /** Turns its light on or off; undefined if it has none. */
  readonly light: ((on: boolean) => Promise<void>) | undefined;
  /** Turns the camera off. */
  readonly stop: () => void;
}

/**
 * Turns a camera on and shows what it sees.
 *
 * @param video - where to show it
 * @param id - which one; without it, the one on the back if there is one
 * @param onEnd - called when the camera is taken away: pulled out, or used by another program
 * @throws Fault `insecure_page`, `camera_missing`, `camera_denied` or `camera_busy`
 */
export async function openCamera(video: HTMLVideoElement, id: string | undefined, onEnd: () => void): Promise<Camera> {
  // In pages that are not secure there is none, whatever the types say.
  const devices = navigator.mediaDevices as MediaDevices | undefined;
  if (!devices) throw insecurePage();
  const size = { width: { ideal: 1280 }, height: { ideal: 720 } };
  const which = id === undefined ? { facingMode: { ideal: "environment" } } : { deviceId: { exact: id } };
  let stream: MediaStream;
  try {
    stream = await devices.getUserMedia({ audio: false, video: { ...size, ...which } });
  } catch (error) {
    const fault = cameraFault(error);
    // The one that was chosen is not there any more; another is better than none.
    if (id !== undefined && fault.reason === "camera_missing") return openCamera(video, undefined, onEnd);
    throw fault;
  }
  const [track] = stream.getVideoTracks();
  const stop = () => {
    for (const one of stream.getTracks()) one.stop();
    if (video.srcObject === stream) video.srcObject = null;
  };
  if (!track) {
    stop();
    throw cameraFault(undefined);
  }
  track.addEventListener("ended", onEnd);
  video.srcObject = stream;
  try {
    await video.play();
  } catch (error) {
    // Another camera was chosen meanwhile, or the page was left.
    stop();
    throw cameraFault(error);
  }
  const settings = track.getSettings();
  const abilities = track.getCapabilities() as MediaTrackCapabilities & { torch?: boolean };
  const light = abilities.torch
    ? (on: boolean) => track.applyConstraints({ advanced: [{ torch: on } as MediaTrackConstraintSet] })
    : undefined;
  return { id: settings.deviceId ?? "", light, stop };
}

/** The cameras of the device; their names are empty until one was allowed. */
export async function listCameras(): Promise<{ id: string; name: string }[]> {
  const devices = navigator.mediaDevices as MediaDevices | undefined;
  const found = (await devices?.enumerateDevices()) ?? [];
  return found.filter(({ kind }) => kind === "videoinput").map(({ deviceId, label }) => ({ id: deviceId, name: label }));
}

function cameraFault(error: unknown): Fault {
  const name = error instanceof DOMException ? error.name : "";
  if (name === "NotAllowedError" || name === "SecurityError") return cameraDenied();
  if (name === "NotReadableError" || name === "AbortError") return cameraBusy();
  return cameraMissing();
}

function cameraDenied(): Fault {
  return new Fault(
    "camera_denied",
    { zh: "未获准使用摄像头", en: "The camera was not allowed" },
    {
      zh: "请点击地址栏左侧的图标，将“摄像头”改为“允许”，然后重试。也可以打开图片；检查点还可使用扫码枪。画面只在本机处理。",
      en: "Open the site settings beside the address, set Camera to Allow, then try again. A picture works too, and at a gate a hand scanner. What the camera sees stays on this device.",
    },
  );
}

function cameraBusy(): Fault {
  return new Fault(
    "camera_busy",
    { zh: "摄像头无法启动", en: "The camera does not start" },
    {
      zh: "可能有其他程序正在使用，或者摄像头损坏。请关闭其他使用摄像头的程序后重试，或选择另一个摄像头。",
      en: "Another program may be using it, or it is broken. Close other programs that use the camera and try again, or choose another camera.",
    },
  );
}

function cameraMissing(): Fault {
  return new Fault(
    "camera_missing",
    { zh: "没有找到摄像头", en: "No camera was found" },
    {
      zh: "请连接摄像头后重试。也可以打开图片；检查点还可使用扫码枪。",
      en: "Connect a camera and try again. A picture works too, and at a gate a hand scanner.",
    },
  );
}

/** The browser gives a page without a secure connection neither camera nor cryptography. */
export function insecurePage(): Fault {
  return new Fault(
    "insecure_page",
    { zh: "此页面没有安全连接", en: "This page has no secure connection" },
    {
      zh: "浏览器只在 https:// 地址（或本机 localhost）上允许使用摄像头和离线功能。请用 https:// 打开此页面。",
      en: "Browsers allow the camera and working offline on https:// addresses only (or on localhost). Open this page with https://.",
    },
  );
}
