// Texts that stand for bytes, strictly: one text for each value.

const DIGITS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:";
export type Bytes = Uint8Array<ArrayBuffer>;
export const utf8 = (text: string): Bytes => new TextEncoder().encode(text) as Bytes;

/** Base45 (RFC 9285); null where nothing would have been written so. */
export function fromBase45(text: string): Bytes | null {
  const digits = [...text].map((letter) => DIGITS.indexOf(letter));
  if (digits.includes(-1) || digits.length % 3 === 1) return null;
  const bytes = new Uint8Array(Math.floor(digits.length / 3) * 2 + (digits.length % 3 === 2 ? 1 : 0));
  for (let at = 0, to = 0; at < digits.length; at += 3) {
    const value = (digits[at] ?? 0) + 45 * (digits[at + 1] ?? 0) + 2025 * (digits[at + 2] ?? 0);
    if (value > (at + 2 < digits.length ? 65535 : 255)) return null;
    if (at + 2 < digits.length) bytes[to++] = value >> 8;
    bytes[to++] = value & 255;
  }
  return bytes;
}

export function fromBase64(text: string): Bytes {
  return Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0));
}

/** Base64url without its padding; null where another text would say the same. */
export function fromBase64Url(text: string): Bytes | null {
  if (!/^[A-Za-z0-9_-]*$/.test(text) || text.length % 4 === 1) return null;
  const bytes = fromBase64(text.replaceAll("-", "+").replaceAll("_", "/"));
  const again = btoa(String.fromCharCode(...bytes)).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
  return again === text ? bytes : null;
}

export function fromHex(text: string): Bytes {
  return Uint8Array.from(text.match(/../g) ?? [], (pair) => Number.parseInt(pair, 16));
}

export function toHex(bytes: Uint8Array): string {
  return [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}

export function joined(...parts: Uint8Array[]): Bytes {
  const all = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    all.set(part, at);
    at += part.length;
  }
  return all;
}

/** Numbers that were packed as gaps (kernel/qr/bundles.py), in their order. */
export function unpacked(bytes: Uint8Array): BigUint64Array {
  const numbers: bigint[] = [];
  let [before, gap, shift] = [0n, 0n, 0n];
  for (const byte of bytes) {
    gap |= BigInt(byte & 127) << shift;
    shift += 7n;
    if (byte > 127) continue;
    before += gap;
    numbers.push(before);
    [gap, shift] = [0n, 0n];
  }
  return BigUint64Array.from(numbers);
}

/** Both, sorted, each number once. */
export function merged(one: BigUint64Array, other: BigUint64Array): BigUint64Array {
  const all = new BigUint64Array(one.length + other.length);
  all.set(one);
  all.set(other, one.length);
  all.sort();
  return all.filter((number, at) => at === 0 || number !== all[at - 1]);
}

export function has(sorted: BigUint64Array, number: bigint): boolean {
  let [low, high] = [0, sorted.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((sorted[middle] ?? 0n) < number) low = middle + 1;
    else high = middle;
  }
  return sorted[low] === number;
}
