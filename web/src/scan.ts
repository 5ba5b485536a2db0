// A card is read by the camera where the browser can; a scanner that types into the field needs none of this.

interface Detector {
  detect(source: HTMLVideoElement): Promise<{ rawValue: string }[]>;
}
type DetectorMaker = new (options: { formats: string[] }) => Detector;
const EVERY_MS = 150;

async function look(form: HTMLFormElement, video: HTMLVideoElement, detector: Detector): Promise<void> {
  const stream = await navigator.mediaDevices.getUserMedia({ video: { facingMode: "environment" } });
  video.srcObject = stream;
  video.hidden = false;
  await video.play();
  const timer = setInterval(() => {
    void detector.detect(video).then(([found]) => {
      const field = form.querySelector<HTMLInputElement>("input[name=scan]");
      if (!found || !field) return;
      clearInterval(timer);
      for (const track of stream.getTracks()) track.stop();
      field.value = found.rawValue;
      form.requestSubmit();
    });
  }, EVERY_MS);
}

export function startScan(): void {
  const maker = (window as unknown as { BarcodeDetector?: DetectorMaker }).BarcodeDetector;
  for (const form of document.querySelectorAll<HTMLFormElement>("form[data-scan]")) {
    const button = form.querySelector<HTMLButtonElement>("[data-scan-camera]");
    const video = form.querySelector<HTMLVideoElement>("[data-scan-video]");
    if (!maker || !button || !video || !navigator.mediaDevices) continue;
    button.hidden = false;
    button.addEventListener("click", () => void look(form, video, new maker({ formats: ["qr_code"] })).catch(() => (button.hidden = true)));
  }
}
