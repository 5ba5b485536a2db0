// Signatures over P-256. WebCrypto checks them; it wants whole points, and codes carry compressed ones.

import { type Bytes, fromHex, joined } from "./bytes";

const P = 2n ** 256n - 2n ** 224n + 2n ** 192n + 2n ** 96n - 1n;
const B = 0x5ac635d8aa3a93e7b3ebbd55769886bc651d06b0cc53b0f63bce3c3e27d2604bn;
const KIND = { name: "ECDSA", namedCurve: "P-256" };

const numberOf = (bytes: Uint8Array): bigint => bytes.reduce((sum, byte) => (sum << 8n) | BigInt(byte), 0n);
const bytesOf = (number: bigint): Bytes => fromHex(number.toString(16).padStart(64, "0"));

function power(base: bigint, exponent: bigint): bigint {
  let [result, square] = [1n, base];
  for (let left = exponent; left > 0n; left >>= 1n) {
    if (left & 1n) result = (result * square) % P;
    square = (square * square) % P;
  }
  return result;
}

/** The whole point (4 | x | y) of 33 bytes; null where they are none of the curve. */
export function wholePoint(compressed: Uint8Array): Bytes | null {
  const sign = compressed[0];
  const x = numberOf(compressed.subarray(1));
  if (compressed.length !== 33 || (sign !== 2 && sign !== 3) || x >= P) return null;
  const square = (((x * x) % P) * x + (P - 3n) * x + B) % P;
  const root = power(square, (P + 1n) / 4n);
  if ((root * root) % P !== square) return null;
  const y = (root & 1n) === BigInt(sign & 1) ? root : P - root;
  return joined(new Uint8Array([4]), bytesOf(x), bytesOf(y));
}

const known = new Map<string, Promise<CryptoKey>>();
const MOST_KNOWN = 500;

export async function verifies(point: Uint8Array, signature: Bytes, message: Bytes): Promise<boolean> {
  const name = point.join();
  let key = known.get(name);
  if (!key) {
    const whole = wholePoint(point);
    if (!whole) return false;
    if (known.size > MOST_KNOWN) known.clear();
    key = crypto.subtle.importKey("raw", whole, KIND, false, ["verify"]);
    known.set(name, key);
  }
  return crypto.subtle.verify({ name: "ECDSA", hash: "SHA-256" }, await key, signature, message);
}

/** The name of a key: the first four bytes of the hash of its point. */
export async function nameOf(point: Bytes): Promise<string> {
  const hash = new Uint8Array(await crypto.subtle.digest("SHA-256", point));
  return [...hash.subarray(0, 4)].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}
