// What every code of ours begins with (kernel/qr/own.py), and the numbers of cards as they are printed (serial.py).

import { toHex } from "./bytes";
import { type Fields, Unfit } from "./reading";

export const [PRINTED, APP, NATIONAL] = [1, 2, 3];
export const HEAD_BYTES = 16;
export const SIGNATURE_BYTES = 64;
export const POINT_BYTES = 33;
const LETTERS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";

export interface Head {
  form: number;
  key: string;
  number: bigint;
  lastDay: number; // days since 1970 in Viet Nam
}

export function headOf(payload: Uint8Array): Head {
  const view = new DataView(payload.buffer, payload.byteOffset);
  const number = view.getBigUint64(6);
  if (view.getUint8(0) !== 1) throw new Unfit("version_unknown", "version");
  if (number >> 60n) throw new Unfit("number_too_big", "number");
  return { form: view.getUint8(1), key: toHex(payload.subarray(2, 6)), number, lastDay: view.getUint16(14) };
}

export function fieldsOf(head: Head, form: string): Fields {
  const until = new Date(head.lastDay * 86_400_000).toISOString().slice(0, 10);
  return { number: cardText(head.number), form, key: head.key, valid_until: until };
}

/** Twelve letters and the one that checks them. */
export function cardText(number: bigint): string {
  let [body, fold] = ["", 0];
  for (let place = 55n; place >= 0n; place -= 5n) {
    const value = Number((number >> place) & 31n);
    body += LETTERS[value];
    fold = (fold ^ value) << 1;
    if (fold & 32) fold ^= 0b100101;
  }
  return [body.slice(0, 4), body.slice(4, 8), body.slice(8), LETTERS[fold]].join("-");
}
