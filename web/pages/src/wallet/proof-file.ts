/** Files that prove something about somebody's health, made fit to be sent. */

import { Fault } from "../shared/fault.js";

/** What the service takes: kinds of files, and bytes. */
const PROOF_TYPES: readonly string[] = ["application/pdf", "image/png", "image/jpeg"];
export const MAX_PROOF_BYTES = 256 << 10;

/** Longest sides, in pixels, and qualities that are tried one after the other until a photograph is small enough. */
const TRIES: readonly (readonly [number, number])[] = [[2000, 0.8], [1600, 0.75], [1280, 0.7], [1000, 0.6], [800, 0.5]];

/**
 * The file to send in the place of a chosen one.
 *
 * Photographs are drawn anew: they get small enough, and lose the place and the time that cameras write into them.
 *
 * @param redraw - draws a picture with a longest side and a quality; another one in tests
 * @throws Fault `proof_invalid`, `too_large`
 */
export async function proofFile(file: Blob, redraw: (file: Blob, side: number, quality: number) => Promise<Blob | undefined> = drawnAgain): Promise<Blob> {
  if (file.type.startsWith("image/") && file.type !== "image/png") return smaller(file, redraw);
  if (!PROOF_TYPES.includes(file.type)) throw wrongKind();
  if (file.size <= MAX_PROOF_BYTES) return file;
  if (file.type === "image/png") return smaller(file, redraw);
  throw tooLarge();
}

async function smaller(file: Blob, redraw: (file: Blob, side: number, quality: number) => Promise<Blob | undefined>): Promise<Blob> {
  for (const [side, quality] of TRIES) {
    const made = await redraw(file, side, quality);
    if (!made) throw wrongKind();
    if (made.size <= MAX_PROOF_BYTES) return made;
  }
  throw tooLarge();
}

async function drawnAgain(file: Blob, side: number, quality: number): Promise<Blob | undefined> {
  let picture: ImageBitmap;
  try {
    picture = await createImageBitmap(file);
  } catch {
    return undefined;
  }
  const scale = Math.min(1, side / Math.max(picture.width, picture.height));
  const canvas = document.createElement("canvas");
  canvas.width = Math.max(1, Math.round(picture.width * scale));
  canvas.height = Math.max(1, Math.round(picture.height * scale));
  const context = canvas.getContext("2d");
  if (context) {
    context.fillStyle = "#fff"; // what shows through a picture
    context.fillRect(0, 0, canvas.width, canvas.height);
    context.drawImage(picture, 0, 0, canvas.width, canvas.height);
  }
  picture.close();
  return new Promise((resolve) => { canvas.toBlob((made) => { resolve(made ?? undefined); }, "image/jpeg", quality); });
}

function wrongKind(): Fault {
  return new Fault(
    "proof_invalid",
    { zh: "不能使用此文件", en: "This file can't be used" },
    { zh: "请选择 PDF、PNG 或 JPEG 文件。", en: "Choose a PDF, a PNG or a JPEG file." },
  );
}

function tooLarge(): Fault {
  return new Fault(
    "too_large",
    { zh: "文件过大", en: "The file is too large" },
    {
      zh: `文件最大 ${String(MAX_PROOF_BYTES >> 10)} KiB。请选择更小的文件，或拍照上传（照片会自动缩小）。`,
      en: `At most ${String(MAX_PROOF_BYTES >> 10)} KiB are taken. Choose a smaller file, or a photograph, which is made smaller by itself.`,
    },
  );
}
