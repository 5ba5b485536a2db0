// What the device trusts while it has no network: signed as a whole by a key that the bundle before named.

import type { KeptTrust } from "./base";
import { fromBase64, fromHex, merged, unpacked, utf8, joined } from "./bytes";
import { verifies } from "./curve";
import type { Rules } from "./reader";

interface Told {
  format: string;
  as_of: string;
  since: string | null;
  keys: Record<string, string>;
  stolen: string[];
  revoked: string;
  signers: Record<string, string>;
  rules: Rules;
}

const FOR_BUNDLE = utf8("lachan/1 bundle of a scanner\0");

/** The list after this bundle; null where it is not signed by who may, is older, or belongs behind another list. */
export async function taken(text: string, signatures: Record<string, string>, known: KeptTrust | undefined): Promise<KeptTrust | null> {
  const told = JSON.parse(text) as Told;
  if (told.format !== "lachan.bundle/1") return null;
  const signers = known?.signers ?? told.signers; // the first time, the connection vouches for it
  if (!(await isSigned(text, signatures, signers))) return null;
  if (known && (Date.parse(told.as_of) < Date.parse(known.asOf) || (told.since !== null && told.since !== known.asOf))) return null;
  if (!known && told.since !== null) return null;
  const news = unpacked(fromBase64(told.revoked));
  return {
    signers: told.signers,
    keys: told.keys,
    stolen: told.stolen,
    revoked: told.since === null || !known ? news : merged(known.revoked, news),
    asOf: told.as_of,
    rules: told.rules,
    etag: "",
  };
}

async function isSigned(text: string, signatures: Record<string, string>, signers: Record<string, string>): Promise<boolean> {
  for (const [name, point] of Object.entries(signers)) {
    const signature = signatures[name];
    if (signature && (await verifies(fromHex(point), fromBase64(signature), joined(FOR_BUNDLE, utf8(text))))) return true;
  }
  return false;
}
