// The camera: by the browser's own reader where it has one, else by zxing, loaded at the first look and then kept.

type Found = (text: string) => void;
interface Detector {
  detect(source: HTMLVideoElement): Promise<{ rawValue: string }[]>;
}
interface DetectorMaker {
  new (options: { formats: string[] }): Detector;
  getSupportedFormats(): Promise<string[]>;
}

const EVERY_MS = 120;
const LONGEST_SIDE = 800;
const maker = (window as unknown as { BarcodeDetector?: DetectorMaker }).BarcodeDetector;

async function native(): Promise<Detector | null> {
  const formats = await maker?.getSupportedFormats().catch((): string[] => []);
  return maker && formats?.includes("qr_code") ? new maker({ formats: ["qr_code"] }) : null;
}

/** zxing in a worker of its own: the page stays quick while a picture is read. */
function zxing(script: string, wasm: string): Detector {
  const worker = new Worker(script);
  const canvas = document.createElement("canvas");
  const context = canvas.getContext("2d", { willReadFrequently: true });
  worker.postMessage({ wasm: new URL(wasm, location.href).href });
  return {
    detect: (video) =>
      new Promise((resolve, reject) => {
        const scale = Math.min(1, LONGEST_SIDE / Math.max(video.videoWidth, video.videoHeight, 1));
        canvas.width = Math.round(video.videoWidth * scale);
        canvas.height = Math.round(video.videoHeight * scale);
        if (!context || canvas.width === 0) return resolve([]);
        context.drawImage(video, 0, 0, canvas.width, canvas.height);
        const picture = context.getImageData(0, 0, canvas.width, canvas.height);
        worker.onmessage = (event: MessageEvent<string[]>) => resolve(event.data.map((rawValue) => ({ rawValue })));
        worker.onerror = () => reject(new Error("no reader"));
        worker.postMessage({ picture }, [picture.data.buffer]);
      }),
  };
}

let detector: Detector | undefined;

async function ready(page: HTMLElement): Promise<Detector> {
  detector ??= (await native()) ?? zxing(page.dataset["reader"] ?? "", page.dataset["wasm"] ?? "");
  return detector;
}

/** Once a telephone has become a scanner: have the reader, before the network is gone. */
export async function fetchReader(page: HTMLElement): Promise<void> {
  if (await native()) return;
  await Promise.all([page.dataset["reader"], page.dataset["wasm"]].map((file) => fetch(file ?? "").catch(() => undefined)));
}

/** Look until told to stop; gives the way to stop. Rejects where there is no camera, or it is forbidden. */
export async function look(page: HTMLElement, video: HTMLVideoElement, found: Found): Promise<() => void> {
  const reader = await ready(page);
  const wanted = { facingMode: "environment", width: { ideal: 1280 }, height: { ideal: 720 } };
  const stream = await navigator.mediaDevices.getUserMedia({ video: wanted });
  video.srcObject = stream;
  await video.play();
  const awake = await navigator.wakeLock?.request("screen").catch(() => undefined);
  let stopped = false;
  const step = async (): Promise<void> => {
    if (stopped) return;
    const [first] = await reader.detect(video).catch(() => []);
    if (first && !stopped) found(first.rawValue);
    setTimeout(() => void step(), EVERY_MS);
  };
  void step();
  return () => {
    stopped = true;
    for (const track of stream.getTracks()) track.stop();
    video.srcObject = null;
    void awake?.release();
  };
}
