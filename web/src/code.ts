// The page "My code": the telephone makes the code by itself; the platform is asked only for certificates.
import { renderSVG } from "uqr";
import { type Card, type Kept, forget, keep, kept } from "./store";
import { codeText, pointOf, secondsLeft, stepAt } from "./turning";

const CLOCK_MS = 20_000; // a code is believed 30 s to either side
const DAY = new Intl.DateTimeFormat("sv", { timeZone: "Asia/Ho_Chi_Minh" }); // 2026-11-25
const page = document.querySelector<HTMLElement>("#code");

let mine: Kept | undefined;
let chosen = Number(sessionStorage.getItem("chosen") ?? 0);
let shownStep = "";

const part = (name: string): HTMLElement | SVGElement | null => page?.querySelector(`[data-part="${name}"]`) ?? null;
const say = (name: string, text: string): void => {
  for (const place of page?.querySelectorAll(`[data-text="${name}"]`) ?? []) place.textContent = text;
};
const show = (name: string, on: boolean): void => {
  const found = part(name);
  if (found) found.toggleAttribute("hidden", !on);
};

function tokenOf(): string {
  return (JSON.parse(document.body.getAttribute("hx-headers") ?? "{}") as Record<string, string>)["X-CSRFToken"] ?? "";
}

function bytesOf(base64: string): Uint8Array {
  return Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0));
}

type Answer = "fresh" | "signed-out" | "offline" | "taken-back";

/** Ask for certificates of this telephone's key; what is kept stays where there is no answer. */
async function refresh(keys: CryptoKeyPair): Promise<Answer> {
  const began = Date.now();
  try {
    const answer = await fetch(page?.dataset["certify"] ?? "", {
      method: "POST",
      redirect: "manual",
      headers: { "Content-Type": "application/json", "X-CSRFToken": tokenOf() },
      body: JSON.stringify({ point: await pointOf(keys.publicKey) }),
      signal: AbortSignal.timeout(10_000),
    });
    if (answer.status === 409) return "taken-back";
    if (answer.type === "opaqueredirect" || answer.status === 403) return "signed-out";
    if (!answer.ok) return "offline";
    const told = (await answer.json()) as { now: number; cards: Card[] };
    mine = { keys, cards: told.cards, aheadMs: (began + Date.now()) / 2 - told.now };
    await keep(mine);
    return "fresh";
  } catch {
    return "offline";
  }
}

function newKeys(): Promise<CryptoKeyPair> {
  return crypto.subtle.generateKey({ name: "ECDSA", namedCurve: "P-256" }, false, ["sign", "verify"]);
}

function choices(cards: Card[]): void {
  const place = part("people");
  if (!place) return;
  for (const old of place.querySelectorAll("label")) old.remove();
  cards.forEach((card, index) => {
    const label = document.createElement("label");
    const input = Object.assign(document.createElement("input"), { type: "radio", name: "who", checked: index === chosen });
    input.addEventListener("change", () => {
      chosen = index;
      sessionStorage.setItem("chosen", String(index));
      void draw();
    });
    const name = Object.assign(document.createElement("span"), { textContent: card.name });
    label.className = "choice";
    label.append(input, name);
    place.append(label);
  });
  show("people", cards.length > 1);
}

async function draw(): Promise<void> {
  const card = mine?.cards[chosen];
  show("card", card !== undefined);
  if (!mine || !card) return;
  const now = Date.now();
  const isOld = card.until < DAY.format(now);
  show("old", isOld);
  show("clock", Math.abs(mine.aheadMs) > CLOCK_MS);
  say("name", card.name);
  say("paper", card.paper);
  say("until", card.until.split("-").reverse().join("/"));
  say("seconds", String(secondsLeft(now)));
  part("ring")?.setAttribute("stroke-dashoffset", String(100 - (secondsLeft(now) / 30) * 100));
  const step = stepAt(now);
  if (shownStep === `${chosen} ${step}`) return;
  shownStep = `${chosen} ${step}`;
  const text = await codeText(bytesOf(card.certificate), mine.keys.privateKey, step);
  const place = part("qr");
  if (place && shownStep === `${chosen} ${step}`) place.innerHTML = isOld ? "" : renderSVG(text, { ecc: "L", border: 4 });
}

async function start(): Promise<void> {
  if (!crypto.subtle || !("indexedDB" in window)) {
    show("loading", false);
    show("unfit", true);
    return;
  }
  void navigator.serviceWorker?.register(page?.dataset["worker"] ?? "", { scope: "/me/" }).catch(() => undefined);
  mine = await kept().catch(() => undefined);
  await paint();
  let keys = mine?.keys ?? (await newKeys());
  let answer = await refresh(keys);
  if (answer === "taken-back") {
    mine = undefined;
    await forget();
    keys = await newKeys();
    answer = await refresh(keys);
  }
  shownStep = "";
  show("loading", false);
  show("sign-in", answer === "signed-out" && !mine);
  show("offline", answer === "offline" && !mine);
  show("nobody", answer === "fresh" && mine?.cards.length === 0);
  say("mark", (await pointOf(keys.publicKey)).slice(-4).toUpperCase());
  show("mark", mine !== undefined);
  await paint();
  setInterval(() => void draw(), 1000);
}

async function paint(): Promise<void> {
  if (!mine) return;
  chosen = Math.min(chosen, Math.max(0, mine.cards.length - 1));
  show("loading", false);
  choices(mine.cards);
  await draw();
}

if (page) void start();
