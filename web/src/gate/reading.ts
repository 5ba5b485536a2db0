// What is said of a scanned text: kernel/qr/reading.py without its sentences.

export type Kind = "vn-personal-qr" | "vn-cccd" | "vn-cccd-number" | "vn-bhyt" | "lachan-printed" | "lachan-app" | "none";
export type Fields = Record<string, unknown>;

export interface Why {
  code: string;
  where: string;
}

/** valid: laid out (read) or signed and in force (verify); null where it cannot be known from what is at hand. */
export interface Reading {
  kind: Kind;
  valid: boolean | null;
  fields: Fields | null;
  why: Why[];
}

/** Thrown by the readers of one kind. */
export class Unfit extends Error {
  constructor(
    readonly code: string,
    readonly where: string,
  ) {
    super(code);
  }
}

export function because(reading: Reading, valid: boolean | null, code: string, where = ""): Reading {
  return { ...reading, valid, why: [...reading.why, { code, where }] };
}

/** A day of three parts as ISO, where there is such a day. */
export function dayOf(year: string, month: string, day: string, where: string): string {
  const at = new Date(0);
  at.setUTCFullYear(Number(year), Number(month) - 1, Number(day));
  const text = `${year}-${month}-${day}`;
  if (year === "0000" || at.toISOString().slice(0, 10) !== text) throw new Unfit("impossible_date", where);
  return text;
}
