// The scanner of a gate (ADR 0031): reads, judges by what it keeps, and sends when there is a network.

import { type Device, type Direction, type KeptTrust, counts, forget, get, set, tidy } from "./gate/base";
import { fetchReader, look } from "./gate/camera";
import { dayText, isKeepable, judge, keep, keepAgain, trustOf, unkept } from "./gate/judging";
import { hideVerdict, momentText, page, part, say, show, showVerdict } from "./gate/screen";
import { type Outcome, type Ways, refresh, send } from "./gate/sending";
import { sound } from "./gate/sound";
import { tokenIn } from "./gate/verdict";

const SEEN_STILL_MS = 4000; // a code that stays before the camera is one scan
const [TICK_MS, BUNDLE_MS, MOST_BACKOFF_MS] = [15_000, 15 * 60_000, 120_000];
const [ROOM_BYTES, ROOM_SHARE, CLOCK_MS] = [10_000_000, 0.9, 60_000];
const HEARD = new BroadcastChannel("lachan-gate");

const ways: Ways = { bundle: page?.dataset["bundle"] ?? "", scans: page?.dataset["scans"] ?? "" };
let device: Device | undefined;
let trust = trustOf(undefined);
let aheadMs = 0; // this clock before the platform's
let direction: Direction = "in";
let stopCamera: (() => void) | undefined;
let seen = { text: "", at: 0 };
let backoffMs = 0;
let nextTryAt = 0;
let askedAt = 0;
let isBusy = false;

// --- what is kept, onto the page

async function load(): Promise<void> {
  const [found, known, contact, way] = await Promise.all([get("device"), get("trust"), get("contact"), get("direction")]);
  device = found;
  trust = trustOf(known);
  aheadMs = contact ? contact.device - contact.server : 0;
  direction = way ?? "in";
  await paint(known, contact?.device);
}

async function paint(known: KeptTrust | undefined, metAt: number | undefined): Promise<void> {
  const now = Date.now();
  const told = await counts(dayText(now));
  show("loading", false);
  show("pairing", !device || device.refused);
  show("scanning", device !== undefined && !device.refused);
  show("refused", device?.refused === true);
  show("forget", device?.refused === true && told.waiting === 0);
  say("place", device?.placeName ?? "");
  say("device", device?.name ?? "");
  say("today", told.today.toLocaleString("vi"));
  say("waiting", told.waiting.toLocaleString("vi"));
  say("review", told.review.toLocaleString("vi"));
  show("review", told.review > 0);
  say("met", metAt === undefined ? "–" : momentText(metAt, now));
  say("list", known ? momentText(Date.parse(known.asOf) + aheadMs, now) : "–");
  show("list-old", known !== undefined && now - aheadMs - Date.parse(known.asOf) > known.rules.stale_s * 1000);
  show("clock", Math.abs(aheadMs) > CLOCK_MS);
  say("clock", momentText(now - aheadMs, now - aheadMs));
  const gone = told.holes + Math.max(0, (device?.missing ?? 0) - told.waiting);
  show("gaps", gone > 0);
  say("gaps", String(gone));
  show("offline", !navigator.onLine || backoffMs > 0);
  show("unkept", unkept() > 0);
  say("unkept", String(unkept()));
  for (const input of page?.querySelectorAll<HTMLInputElement>("input[name=direction]") ?? []) input.checked = input.value === direction;
  await room();
}

async function room(): Promise<void> {
  const { quota = 0, usage = 0 } = (await navigator.storage?.estimate?.().catch(() => ({}) as StorageEstimate)) ?? {};
  show("room", quota > 0 && (quota - usage < ROOM_BYTES || usage / quota > ROOM_SHARE));
}

async function changed(): Promise<void> {
  HEARD.postMessage("changed");
  await load();
}

// --- a scan

async function scanned(text: string): Promise<void> {
  const began = performance.now();
  const token = tokenIn(text);
  if (token) return pair(token);
  if (!device || device.refused || text.trim() === "") return;
  const verdict = isKeepable(text)
    ? await judge(text, direction, trust, Date.now() - aheadMs)
    : { word: "unknown" as const, reason: "unreadable" };
  const isKept = !isKeepable(text) || (await keep(text, direction, device, verdict).then(() => true, () => false));
  const told = isKept ? verdict.word : "unkept";
  showVerdict(told, isKept ? verdict.reason : "unkept", performance.now() - began);
  sound(told);
  await changed();
  void work();
}

function fromCamera(text: string): void {
  const now = Date.now();
  const isSame = text === seen.text && now - seen.at < SEEN_STILL_MS;
  seen = { text, at: now };
  if (!isSame) void scanned(text);
}

// --- with the platform

async function work(): Promise<void> {
  if (isBusy || !device || device.refused || Date.now() < nextTryAt) return;
  isBusy = true;
  try {
    await keepAgain().catch(() => undefined);
    const isDue = Date.now() - askedAt > BUNDLE_MS;
    let outcome: Outcome = isDue ? await refresh(ways, device.token) : "done";
    if (isDue && outcome !== "offline") askedAt = Date.now();
    show("unsigned", outcome === "unsigned");
    if (outcome !== "offline" && outcome !== "refused") outcome = await send(ways, device, isDue);
    while (outcome === "more") outcome = await send(ways, device, false);
    backoffMs = outcome === "offline" ? Math.min(MOST_BACKOFF_MS, Math.max(2000, backoffMs * 2)) : 0;
    nextTryAt = Date.now() + backoffMs;
    if (backoffMs > 0) setTimeout(() => void work(), backoffMs + 50);
    await tidy(dayText(Date.now()));
  } finally {
    isBusy = false;
    await changed();
  }
}

function tryNow(): void {
  nextTryAt = 0;
  void work();
}

async function pair(token: string): Promise<void> {
  show("pair-wrong", false);
  show("pair-offline", false);
  const outcome = await refresh(ways, token);
  show("pair-wrong", outcome === "refused");
  show("pair-offline", outcome === "offline");
  show("unsigned", outcome === "unsigned");
  await changed();
  if (outcome !== "done") return;
  askedAt = Date.now();
  document.cookie = `gate=1; path=/me/leave/; max-age=${400 * 86_400}; samesite=strict`; // see leave.ts
  stop();
  void navigator.storage?.persist?.();
  if (page) void navigator.serviceWorker?.ready.then(() => page && fetchReader(page));
  tryNow();
}

// --- hands

function stop(): void {
  stopCamera?.();
  stopCamera = undefined;
  show("camera", false);
  show("camera-open", true);
}

async function openCamera(): Promise<void> {
  const video = part<HTMLVideoElement>("video");
  if (!page || !video) return;
  show("camera-open", false);
  show("camera-none", false);
  show("camera", true);
  try {
    stopCamera = await look(page, video, fromCamera);
  } catch {
    stop();
    show("camera-none", true);
  }
}

function submit(event: SubmitEvent): void {
  event.preventDefault();
  const field = (event.target as HTMLFormElement).querySelector("input");
  const text = field?.value ?? "";
  if (field) field.value = "";
  void scanned(text);
}

/** A hardware scanner types wherever the focus is, and ends with Enter. */
function typed(event: KeyboardEvent): void {
  const field = part<HTMLInputElement>("code");
  const target = event.target as HTMLElement;
  if (!field || !device || device.refused || event.ctrlKey || event.altKey || event.metaKey || event.isComposing) return;
  if (target instanceof HTMLInputElement && target.type === "text") return;
  if (event.key === "Enter" && field.value !== "") {
    event.preventDefault();
    field.form?.requestSubmit();
  } else if (event.key.length === 1 && !(event.key === " " && (field.value === "" || target instanceof HTMLButtonElement))) {
    event.preventDefault();
    field.value += event.key;
  }
}

function listen(): void {
  for (const form of page?.querySelectorAll("form[data-gate]") ?? []) form.addEventListener("submit", (event) => submit(event as SubmitEvent));
  for (const input of page?.querySelectorAll<HTMLInputElement>("input[name=direction]") ?? []) {
    input.addEventListener("change", () => void set("direction", input.value as Direction).then(changed));
  }
  const on = (name: string, react: () => void): void => part(name)?.addEventListener("click", react);
  on("camera-open", () => void openCamera());
  on("pair-camera", () => void openCamera());
  on("camera-stop", stop);
  on("verdict", hideVerdict);
  on("send-now", tryNow);
  on("forget", () => void forget().then(() => location.reload()));
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape") hideVerdict();
    typed(event);
  });
  addEventListener("online", tryNow);
  addEventListener("offline", () => void load());
  document.addEventListener("visibilitychange", () => (document.hidden ? stop() : tryNow()));
  addEventListener("hashchange", () => void fromAddress());
  HEARD.onmessage = () => void load();
}

/** The key stands behind the #, which no server sees; it leaves the address at once. */
async function fromAddress(): Promise<void> {
  const token = tokenIn(location.hash.slice(1));
  if (location.hash) history.replaceState(null, "", location.pathname);
  if (token && token !== device?.token) await pair(token);
}

async function start(): Promise<void> {
  if (!crypto.subtle || !("indexedDB" in window)) {
    show("loading", false);
    show("unfit", true);
    return;
  }
  void navigator.serviceWorker?.register(page?.dataset["worker"] ?? "", { scope: page?.dataset["scope"] ?? "" }).catch(() => undefined);
  listen();
  await load();
  await fromAddress();
  tryNow();
  setInterval(() => void work(), TICK_MS);
}

if (page) void start();
