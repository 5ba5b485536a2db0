// From any text to a reading, as kernel/qr/reader.py and own.py do; vectors.json beside them holds both to it.

import { type Bytes, fromBase45, fromHex, has, joined, utf8 } from "./bytes";
import { verifies } from "./curve";
import { APP, HEAD_BYTES, type Head, POINT_BYTES, PRINTED, SIGNATURE_BYTES, fieldsOf, headOf } from "./head";
import { INSURANCE_NUMBER, NAME, citizenCard, citizenNumber, insuranceCard, isSuspect, national, ourSignature } from "./layouts";
import { type Kind, type Reading, Unfit, because } from "./reading";

export interface Rules {
  step_s: number;
  ahead_s: number;
  behind_s: number;
  stale_s: number;
}

/** What a verifier knows: keys by name as compressed points in hexadecimal, and what was taken back by a moment. */
export interface Trust {
  keys: Record<string, string>;
  stolen: string[];
  revoked: BigUint64Array;
  asOfMs: number | null;
  rules: Rules;
}

const PREFIX = "LC";
export const LONGEST = 4296;
const CERTIFICATE_BYTES = HEAD_BYTES + POINT_BYTES + SIGNATURE_BYTES;
const PRINTED_BYTES = HEAD_BYTES + SIGNATURE_BYTES;
const APP_BYTES = CERTIFICATE_BYTES + 5 + SIGNATURE_BYTES;
const [FOR_PRINTED, FOR_DEVICE] = [utf8("lachan/1 printed code\0"), utf8("lachan/1 device of a card\0")];
const [FOR_SHOWN, FOR_NATIONAL] = [utf8("lachan/1 code shown by a device\0"), utf8("lachan/1 national layout\0")];
const VIET_NAM_MS = 7 * 3_600_000;

/** What this is, and its fields; a signature is not looked at. */
export function read(scanned: string): Reading {
  return judged(scanned, (kind, text) => {
    const reading = laidOut(kind, text);
    if (kind === "lachan-printed" || kind === "lachan-app") return because(reading, null, "not_checked", "signature");
    if (kind !== "vn-personal-qr") return reading;
    const ext = reading.fields?.["ext"] as string[];
    if (ourSignature(ext)) return because(reading, null, "not_checked", "ext[4]");
    return isSuspect(ext) ? because(reading, null, "signature_unreadable", "ext[4]") : because(reading, true, "unsigned");
  });
}

/** What this is, and whether a key that is trusted signed it and it is in force. */
export async function verify(scanned: string, trust: Trust, nowMs: number): Promise<Reading> {
  const text = textOf(scanned);
  if (typeof text !== "string") return text;
  const kind = kindOf(text);
  try {
    if (kind === "lachan-printed" || kind === "lachan-app") return await verifyOwn(text, trust, nowMs);
    if (kind === "vn-personal-qr") return await verifyNational(text, trust, nowMs);
    return because(laidOut(kind, text), null, "unsigned");
  } catch (wrong) {
    return unfit(kind, wrong);
  }
}

/** The number of the card of ours that a text claims to be. */
export function cardOf(scanned: string): bigint | null {
  const text = textOf(scanned);
  if (typeof text !== "string") return null;
  try {
    if (text.startsWith(PREFIX) && !text.includes("|")) return headOf(payloadOf(text).payload).number;
    if (kindOf(text) !== "vn-personal-qr") return null;
    return ourSignature(national(text.split("|")).fields?.["ext"] as string[])?.head.number ?? null;
  } catch {
    return null;
  }
}

function judged(scanned: string, judge: (kind: Kind, text: string) => Reading): Reading {
  const text = textOf(scanned);
  if (typeof text !== "string") return text;
  const kind = kindOf(text);
  try {
    return judge(kind, text);
  } catch (wrong) {
    return unfit(kind, wrong);
  }
}

function unfit(kind: Kind, wrong: unknown): Reading {
  if (!(wrong instanceof Unfit)) throw wrong;
  return { kind, valid: false, fields: null, why: [{ code: wrong.code, where: wrong.where }] };
}

/** The text without the line end that a scanner adds, or why there is none. */
function textOf(scanned: string): string | Reading {
  const nothing: Reading = { kind: "none", valid: false, fields: null, why: [] };
  const text = scanned.replace(/^\ufeff/, "").replace(/^[\r\n\t]+|[\r\n\t]+$/g, "");
  if (text.trim() === "") return because(nothing, false, "empty");
  return text.length > LONGEST && [...text].length > LONGEST ? because(nothing, false, "too_long") : text;
}

function kindOf(text: string): Kind {
  if (text.startsWith(PREFIX) && !text.includes("|")) return [...text].length > 196 ? "lachan-app" : "lachan-printed";
  const values = text.split("|");
  const first = values[0] ?? "";
  const isNumber = /^[0-9]{11,13}$/.test(first);
  if (values.length === 1) return isNumber ? "vn-cccd-number" : "none";
  if ((values.length === 7 || values.length === 8) && isNumber) return "vn-cccd";
  const isNational = values.length === 6 && NAME.test(values[1] ?? "");
  if (values.length >= 4 && INSURANCE_NUMBER.test(first) && !isNational) return "vn-bhyt";
  return values.length === 6 && !first.includes("://") ? "vn-personal-qr" : "none";
}

function laidOut(kind: Kind, text: string): Reading {
  if (kind === "lachan-printed" || kind === "lachan-app") return payloadOf(text).reading;
  if (kind === "vn-cccd-number") return citizenNumber(text);
  if (kind === "vn-cccd") return citizenCard(text.split("|"));
  if (kind === "vn-bhyt") return insuranceCard(text.split("|"));
  if (kind === "vn-personal-qr") return national(text.split("|"));
  throw new Unfit("not_known", "");
}

function payloadOf(text: string): { reading: Reading; payload: Bytes; head: Head } {
  const payload = fromBase45(text.slice(PREFIX.length));
  if (!payload) throw new Unfit("not_base45", "");
  const isPrinted = payload.length === PRINTED_BYTES;
  if (!isPrinted && payload.length !== APP_BYTES) throw new Unfit("wrong_length", "");
  const head = headOf(payload);
  if (head.form !== (isPrinted ? PRINTED : APP)) throw new Unfit("form_unknown", "form");
  const fields = { ...fieldsOf(head, isPrinted ? "printed" : "app"), static: isPrinted };
  const reading: Reading = { kind: isPrinted ? "lachan-printed" : "lachan-app", valid: null, fields, why: [] };
  if (!isPrinted) Object.assign(fields, { step: stepOf(payload) });
  return { reading, payload, head };
}

function stepOf(payload: Uint8Array): number {
  return payload.subarray(CERTIFICATE_BYTES, CERTIFICATE_BYTES + 5).reduce((sum, byte) => sum * 256 + byte, 0);
}

async function verifyOwn(text: string, trust: Trust, nowMs: number): Promise<Reading> {
  const { reading, payload, head } = payloadOf(text);
  const key = keyOf(reading, head, trust);
  if (!(key instanceof Uint8Array)) return key;
  const isPrinted = reading.kind === "lachan-printed";
  const signed = isPrinted
    ? await verifies(key, payload.slice(HEAD_BYTES), joined(FOR_PRINTED, payload.subarray(0, HEAD_BYTES)))
    : (await isCertified(key, payload)) && (await isShown(payload));
  if (!signed) return because(reading, false, "signature_wrong", "signature");
  if (!isPrinted) {
    const age = nowMs / 1000 - stepOf(payload) * trust.rules.step_s;
    if (age >= trust.rules.behind_s) return because(reading, false, "too_old", "step");
    if (age < -trust.rules.ahead_s) return because(reading, false, "too_early", "step");
  }
  const believed = inForce(reading, head, trust, nowMs);
  return believed.valid && isPrinted ? because(believed, true, "check_document") : believed;
}

async function verifyNational(text: string, trust: Trust, nowMs: number): Promise<Reading> {
  const reading = national(text.split("|"));
  const ours = ourSignature(reading.fields?.["ext"] as string[]);
  if (!ours) return because(reading, null, "unsigned");
  const key = keyOf(reading, ours.head, trust);
  if (!(key instanceof Uint8Array)) return key;
  const at = text.lastIndexOf("<");
  const head = payloadHead(text.slice(at + 1));
  if (!(await verifies(key, ours.signature, joined(FOR_NATIONAL, head, utf8(text.slice(0, at)))))) {
    return because(reading, false, "signature_wrong", "ext[4]");
  }
  const believed = inForce(reading, ours.head, trust, nowMs);
  return believed.valid ? because(believed, true, "check_document") : believed;
}

function payloadHead(base64: string): Uint8Array {
  const letters = atob(base64.slice(0, 24).replaceAll("-", "+").replaceAll("_", "/"));
  return Uint8Array.from(letters, (letter) => letter.charCodeAt(0)).subarray(0, HEAD_BYTES);
}

function keyOf(reading: Reading, head: Head, trust: Trust): Uint8Array | Reading {
  if (trust.stolen.includes(head.key)) return because(reading, false, "key_stolen", "key");
  const point = trust.keys[head.key];
  return point === undefined ? because(reading, null, "key_unknown", "key") : fromHex(point);
}

function inForce(reading: Reading, head: Head, trust: Trust, nowMs: number): Reading {
  if (head.lastDay < Math.floor((nowMs + VIET_NAM_MS) / 86_400_000)) return because(reading, false, "expired", "valid_until");
  if (has(trust.revoked, head.number)) return because(reading, false, "revoked", "number");
  const isOld = trust.asOfMs !== null && nowMs - trust.asOfMs > trust.rules.stale_s * 1000;
  return because(reading, true, isOld ? "list_old" : "signed");
}

// Certificates that held: a second code of the same phone costs one signature instead of two.
const certified = new Set<string>();

async function isCertified(key: Uint8Array, payload: Bytes): Promise<boolean> {
  const body = payload.subarray(0, CERTIFICATE_BYTES - SIGNATURE_BYTES);
  const signature = payload.slice(CERTIFICATE_BYTES - SIGNATURE_BYTES, CERTIFICATE_BYTES);
  const name = `${key.join()} ${payload.subarray(0, CERTIFICATE_BYTES).join()}`;
  if (certified.has(name)) return true;
  if (!(await verifies(key, signature, joined(FOR_DEVICE, body)))) return false;
  if (certified.size > 5000) certified.clear();
  certified.add(name);
  return true;
}

function isShown(payload: Bytes): Promise<boolean> {
  const point = payload.subarray(HEAD_BYTES, HEAD_BYTES + POINT_BYTES);
  const at = payload.length - SIGNATURE_BYTES;
  return verifies(point, payload.slice(at), joined(FOR_SHOWN, payload.subarray(0, at)));
}
