// What is on the page: parts shown and hidden, words put in place. All sentences come with the page.

import type { Word } from "./verdict";

export const page = document.querySelector<HTMLElement>("#gate");

export function part<T extends HTMLElement = HTMLElement>(name: string): T | null {
  return page?.querySelector<T>(`[data-part="${name}"]`) ?? null;
}

export function show(name: string, on: boolean): void {
  const found = part(name);
  if (found && found.hidden === on) found.hidden = !on;
}

export function say(name: string, text: string): void {
  for (const place of page?.querySelectorAll(`[data-text="${name}"]`) ?? []) if (place.textContent !== text) place.textContent = text;
}

/** A sentence of the page, by its name. */
export function word(name: string): string {
  const all = page?.querySelector<HTMLTemplateElement>("template[data-words]")?.content;
  return all?.querySelector(`[data-word="${name}"]`)?.textContent ?? name;
}

const STAYS_MS = { valid: 1500, other: 4000 };
let hiding: ReturnType<typeof setTimeout> | undefined;

/** The whole screen says it: shape, colour, one word, one reason; the next person by itself. */
export function showVerdict(verdict: Word | "unkept", reason: string, tookMs: number): void {
  const screen = part("verdict");
  if (!screen) return;
  clearTimeout(hiding);
  screen.dataset["verdict"] = verdict;
  screen.dataset["reason"] = reason;
  screen.dataset["took"] = String(Math.round(tookMs));
  say("verdict", word(verdict));
  say("reason", word(`why-${reason}`));
  say("last", `${word(verdict)}: ${word(`why-${reason}`)}`);
  screen.hidden = false;
  show("last", true);
  if (verdict === "unkept") return; // until somebody has seen it
  hiding = setTimeout(hideVerdict, verdict === "valid" ? STAYS_MS.valid : STAYS_MS.other);
}

export function hideVerdict(): void {
  clearTimeout(hiding);
  const screen = part("verdict");
  if (screen) screen.hidden = true;
}

const language = document.documentElement.lang || "vi";

/** A moment of a day, with the day where it is another one. */
export function momentText(ms: number, nowMs: number): string {
  const at = new Date(ms);
  const isToday = new Date(nowMs).toDateString() === at.toDateString();
  const time = at.toLocaleTimeString(language, { hour: "2-digit", minute: "2-digit", hour12: false });
  return isToday ? time : `${time} ${at.toLocaleDateString(language, { day: "2-digit", month: "2-digit" })}`;
}
