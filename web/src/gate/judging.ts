// One scan: judged by what the device knows, kept with its number, told in a word.

import { type Device, type Direction, type KeptTrust, type Scan, add } from "./base";
import { LONGEST, type Trust, cardOf, verify } from "./reader";
import { type Verdict, verdictOf } from "./verdict";

const AGAIN_MS = { from: 5000, to: 90_000 }; // a turning code lives for 90 s: shown by a second telephone in that time
const shownAt = new Map<string, number>();

export const dayText = (ms: number): string => new Date(ms).toLocaleDateString("sv");

export function trustOf(kept: KeptTrust | undefined): Trust {
  const rules = { step_s: 30, ahead_s: 30, behind_s: 60, stale_s: 86_400 };
  if (!kept) return { keys: {}, stolen: [], revoked: new BigUint64Array(), asOfMs: null, rules };
  return { keys: kept.keys, stolen: kept.stolen, revoked: kept.revoked, asOfMs: Date.parse(kept.asOf), rules: kept.rules };
}

/** nowMs is the platform's time as this device knows it; the scan itself is kept by the device's own clock. */
export async function judge(text: string, direction: Direction, trust: Trust, nowMs: number): Promise<Verdict> {
  const reading = await verify(text, trust, nowMs);
  const verdict = verdictOf(reading, text);
  const card = reading.kind === "lachan-app" ? cardOf(text) : null;
  if (verdict.word !== "valid" || card === null) return verdict;
  const name = `${direction} ${card}`;
  const before = nowMs - (shownAt.get(name) ?? 0);
  if (before >= AGAIN_MS.from && before < AGAIN_MS.to) return { word: "unknown", reason: "again" };
  if (shownAt.size > 2000) shownAt.clear();
  shownAt.set(name, nowMs);
  return verdict;
}

export const isKeepable = (text: string): boolean => [...text].length <= LONGEST;

const lost: Omit<Scan, "seq">[] = []; // the device had no room: kept in memory for as long as the page lives

/** Rejects where the device has no room; the scan is then tried again with the next. */
export async function keep(code: string, direction: Direction, device: Device, verdict: Verdict): Promise<void> {
  const at = new Date();
  const scan = { code: wellFormed(code), direction, at: at.toISOString(), day: dayText(at.getTime()), place: device.place, waiting: 1 as const };
  try {
    await add({ ...scan, verdict: `${verdict.word} ${verdict.reason}` });
  } catch (error) {
    lost.push({ ...scan, verdict: `${verdict.word} ${verdict.reason}` });
    throw error;
  }
}

/** Half a letter cannot travel; whatever else was scanned does. */
const wellFormed = (text: string): string => text.replace(/\p{Surrogate}/gu, "\ufffd");

export const unkept = (): number => lost.length;

export async function keepAgain(): Promise<void> {
  while (lost[0]) {
    await add(lost[0]);
    lost.shift();
  }
}
