// From a reading to one word and one reason; the sentences stand in the page.

import type { Reading } from "./reading";

export type Word = "valid" | "expired" | "revoked" | "unknown";

export interface Verdict {
  word: Word;
  reason: string;
}

const OLD = ["expired", "too_old"];
const TAKEN_BACK = ["revoked", "key_stolen"];
const TOLD = ["key_unknown", "signature_wrong", "too_early", "signature_unreadable"];

export function verdictOf({ kind, valid, why }: Reading, text: string): Verdict {
  const codes = why.map(({ code }) => code);
  const first = (wanted: string[]): string | undefined => wanted.find((code) => codes.includes(code));
  if (valid === true) return { word: "valid", reason: first(["list_old", "check_document"]) ?? "signed" };
  const old = first(OLD);
  if (old) return { word: "expired", reason: old };
  const gone = first(TAKEN_BACK);
  if (gone) return { word: "revoked", reason: gone };
  const told = first(TOLD);
  if (told) return { word: "unknown", reason: told };
  if (valid === null) return { word: "unknown", reason: "unsigned" };
  if (isPoster(text)) return { word: "unknown", reason: "poster" };
  if (kind === "none") return { word: "unknown", reason: /^[0-9A-Za-z._/-]{3,64}$/.test(text.trim()) ? "typed" : "not_known" };
  return { word: "unknown", reason: "unreadable" };
}

/** The code of a place, made for the telephones of guests. */
export const isPoster = (text: string): boolean => /^https?:\/\/[^/]+\/p\//.test(text);

/** A key that lets a telephone scan, alone or in its address: never sent as if it were somebody's code. */
export const tokenIn = (text: string): string | null => /(?:^|\/gate\/#)(lcd_[0-9A-Za-z_-]{20,})\s*$/.exec(text.trim())?.[1] ?? null;
