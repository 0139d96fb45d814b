/** Reading QR codes out of pictures: with the browser's own reader where it has one, with zxing else. */

import wasmAddress from "zxing-wasm/reader/zxing_reader.wasm?url";

/** Reads the QR code in a picture; undefined if there is none. */
export type Decoder = (picture: ImageData) => Promise<string | undefined>;

interface NativeDetector {
  detect: (picture: ImageData) => Promise<{ rawValue: string }[]>;
}
type NativeDetectorClass = (new (options: { formats: string[] }) => NativeDetector) & {
  getSupportedFormats: () => Promise<string[]>;
};

/** Longest side of a picture that is looked at, in pixels: enough for a code of 53 modules that fills a third of it. */
const MAX_SIDE = 1280;

let made: Promise<Decoder> | undefined;

/** The decoder of this browser; what it needs is loaded once. */
export function getDecoder(): Promise<Decoder> {
  made ??= makeDecoder().catch((error: unknown) => {
    made = undefined; // the next try may load it
    throw error;
  });
  return made;
}

async function makeDecoder(): Promise<Decoder> {
  return (await nativeDecoder()) ?? zxingDecoder();
}

async function nativeDecoder(): Promise<Decoder | undefined> {
  const Native = (globalThis as { BarcodeDetector?: NativeDetectorClass }).BarcodeDetector;
  if (!Native) return undefined;
  try {
    if (!(await Native.getSupportedFormats()).includes("qr_code")) return undefined;
    const detector = new Native({ formats: ["qr_code"] });
    await detector.detect(new ImageData(8, 8)); // some have it in name only
    return async (picture) => (await detector.detect(picture))[0]?.rawValue;
  } catch {
    return undefined;
  }
}

async function zxingDecoder(): Promise<Decoder> {
  const { prepareZXingModule, readBarcodes } = await import("zxing-wasm/reader");
  await prepareZXingModule({ overrides: { locateFile: () => wasmAddress }, fireImmediately: true });
  return async (picture) => {
    const found = await readBarcodes(picture, { formats: ["QRCode"], maxNumberOfSymbols: 1, tryHarder: true, tryInvert: false });
    return found[0]?.text;
  };
}

/**
 * What a camera, or a picture in a file, shows now.
 *
 * @param canvas - to draw on; not shown
 */
export function pixels(
  source: CanvasImageSource,
  width: number,
  height: number,
  canvas: HTMLCanvasElement,
): ImageData | undefined {
  if (width === 0 || height === 0) return undefined;
  const scale = Math.min(1, MAX_SIDE / Math.max(width, height));
  canvas.width = Math.round(width * scale);
  canvas.height = Math.round(height * scale);
  const context = canvas.getContext("2d", { willReadFrequently: true });
  context?.drawImage(source, 0, 0, canvas.width, canvas.height);
  return context?.getImageData(0, 0, canvas.width, canvas.height);
}

/**
 * Reads the code in a picture file.
 *
 * @returns the text; undefined if no code was found, or it is no picture
 */
export async function readPicture(file: Blob): Promise<string | undefined> {
  let picture: ImageBitmap;
  try {
    picture = await createImageBitmap(file);
  } catch {
    return undefined;
  }
  try {
    const seen = pixels(picture, picture.width, picture.height, document.createElement("canvas"));
    return seen && (await (await getDecoder())(seen));
  } finally {
    picture.close();
  }
}
