import assert from "node:assert/strict";
import { test } from "node:test";
import { taken } from "../src/gate/bundle";
import { joined, utf8 } from "../src/gate/bytes";
import { isPoster, tokenIn, verdictOf } from "../src/gate/verdict";
import { pointOf } from "../src/turning";

const KIND = { name: "ECDSA", namedCurve: "P-256" };
const keys = (): Promise<CryptoKeyPair> => crypto.subtle.generateKey(KIND, false, ["sign", "verify"]) as Promise<CryptoKeyPair>;
const told = { format: "lachan.bundle/1", keys: {}, stolen: [], rules: { step_s: 30, ahead_s: 30, behind_s: 60, stale_s: 86_400 } };

async function signed(pair: CryptoKeyPair, more: object): Promise<[string, Record<string, string>]> {
  const text = JSON.stringify({ ...told, signers: { k: await pointOf(pair.publicKey) }, ...more });
  const message = joined(utf8("lachan/1 bundle of a scanner\0"), utf8(text));
  const signature = new Uint8Array(await crypto.subtle.sign({ name: "ECDSA", hash: "SHA-256" }, pair.privateKey, message));
  return [text, { k: btoa(String.fromCharCode(...signature)) }];
}

test("a bundle is taken behind the one before, and only if a key that was known signed it", async () => {
  const [house, stranger] = [await keys(), await keys()];
  const first = { as_of: "2026-03-10T05:00:00+00:00", since: null, revoked: btoa("\x02") };
  const known = await taken(...(await signed(house, first)), undefined);
  assert.deepEqual([...(known?.revoked ?? [])], [2n]);
  const next = { as_of: "2026-03-10T06:00:00+00:00", since: first.as_of, revoked: btoa("\x07") };
  assert.deepEqual([...((await taken(...(await signed(house, next)), known ?? undefined))?.revoked ?? [])], [2n, 7n]);
  const refused = async (pair: CryptoKeyPair, more: object): Promise<void> =>
    assert.equal(await taken(...(await signed(pair, more)), known ?? undefined), null);
  await refused(stranger, next);
  await refused(house, { ...next, since: "2026-03-10T05:30:00+00:00" }); // something between is missing
  await refused(house, { ...next, as_of: "2026-03-10T04:00:00+00:00" }); // older than what is known
  const [text, signatures] = await signed(house, next);
  assert.equal(await taken(text.replace("60", "61"), signatures, known ?? undefined), null);
});

test("keys of phones and posters are no codes of people", () => {
  const token = `lcd_${"a".repeat(43)}`;
  assert.equal(tokenIn(token), token);
  assert.equal(tokenIn(`https://x.vn/gate/#${token}\n`), token);
  assert.equal(tokenIn("P0000001"), null);
  assert.ok(isPoster("https://x.vn/p/AAAA"));
});

test("whatever proves nothing is for the eye, never valid", () => {
  const reading = { kind: "vn-cccd" as const, valid: null, fields: null, why: [{ code: "unsigned", where: "" }] };
  assert.deepEqual(verdictOf(reading, "x"), { word: "unknown", reason: "unsigned" });
  const forged = { ...reading, valid: false, why: [{ code: "signature_wrong", where: "signature" }] };
  assert.deepEqual(verdictOf(forged, "x"), { word: "unknown", reason: "signature_wrong" });
});
