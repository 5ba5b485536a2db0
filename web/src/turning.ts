// The turning code (kernel/qr/own.py): what the issuer certified, the 30-second step, the telephone's signature.

export const STEP_SECONDS = 30;
const DIGITS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:";
const FOR_SHOWN = new TextEncoder().encode("lachan/1 code shown by a device\0");

/** Base45 (RFC 9285): two bytes in three characters. */
export function base45(bytes: Uint8Array): string {
  let text = "";
  for (let at = 0; at < bytes.length; at += 2) {
    const pair = at + 1 < bytes.length;
    let value = pair ? (bytes[at] ?? 0) * 256 + (bytes[at + 1] ?? 0) : (bytes[at] ?? 0);
    for (let digit = 0; digit < (pair ? 3 : 2); digit++) {
      text += DIGITS[value % 45];
      value = Math.floor(value / 45);
    }
  }
  return text;
}

export function stepAt(ms: number): number {
  return Math.floor(ms / 1000 / STEP_SECONDS);
}

/** Seconds until the next step. */
export function secondsLeft(ms: number): number {
  return STEP_SECONDS - (Math.floor(ms / 1000) % STEP_SECONDS);
}

/** The certificate and the step as five bytes: what the telephone signs. */
export function bodyOf(certificate: Uint8Array, step: number): Uint8Array<ArrayBuffer> {
  const body = new Uint8Array(certificate.length + 5);
  body.set(certificate);
  new DataView(body.buffer).setUint32(certificate.length + 1, step);
  return body;
}

export async function codeText(certificate: Uint8Array, key: CryptoKey, step: number): Promise<string> {
  const body = bodyOf(certificate, step);
  const message = new Uint8Array([...FOR_SHOWN, ...body]);
  const signature = await crypto.subtle.sign({ name: "ECDSA", hash: "SHA-256" }, key, message);
  return "LC" + base45(new Uint8Array([...body, ...new Uint8Array(signature)]));
}

/** A public key as its compressed point, in hexadecimal. */
export async function pointOf(key: CryptoKey): Promise<string> {
  const raw = new Uint8Array(await crypto.subtle.exportKey("raw", key)); // 4 | x | y
  const point = [2 + ((raw[64] ?? 0) & 1), ...raw.slice(1, 33)];
  return point.map((byte) => byte.toString(16).padStart(2, "0")).join("");
}
