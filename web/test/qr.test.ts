import assert from "node:assert/strict";
import { test } from "node:test";
import vectors from "../../src/lachan/kernel/qr/vectors.json";
import { fromHex, has, merged, unpacked } from "../src/gate/bytes";
import { wholePoint } from "../src/gate/curve";
import { type Trust, cardOf, read, verify } from "../src/gate/reader";
import type { Reading } from "../src/gate/reading";

interface Told {
  kind: string;
  valid: boolean | null;
  fields: Record<string, unknown> | null;
  why: { code: string; where: string }[];
}
const trust: Trust = {
  keys: vectors.trust.keys,
  stolen: vectors.trust.stolen,
  revoked: BigUint64Array.of(71737338064426034n), // beyond what JSON numbers hold
  asOfMs: Date.parse(vectors.trust.as_of),
  rules: { step_s: 30, ahead_s: 30, behind_s: 60, stale_s: 86_400 },
};
const now = Date.parse(vectors.now);
const plain = ({ kind, valid, fields, why }: Told | Reading): unknown => ({
  kind,
  valid,
  fields,
  why: why.map(({ code, where }) => ({ code, where })),
});

for (const vector of vectors.cases as unknown as { what: string; text: string; read: Told; verify: Told }[]) {
  test(`read and verified as the server does: ${vector.what}`, async () => {
    assert.deepEqual(plain(read(`\ufeff${vector.text}\r\n`)), plain(vector.read));
    assert.deepEqual(plain(await verify(vector.text, trust, now)), plain(vector.verify));
  });
}

test("a list of more than a day is told, and a code dies ninety seconds after its step began to be believed", async () => {
  const shown = vectors.cases.find((one) => one.verify.kind === "lachan-app" && one.verify.valid)?.text ?? "";
  const alive = async (at: number): Promise<boolean | null> => (await verify(shown, trust, at)).valid;
  const seconds = await Promise.all([...Array(300).keys()].map((s) => alive(now + (s - 150) * 1000)));
  assert.equal(seconds.filter((valid) => valid).length, 90);
  const printed = vectors.cases.find((one) => one.what.startsWith("printed, on its last day"))?.text ?? "";
  const old = { ...trust, asOfMs: now - 86_401_000 };
  assert.ok((await verify(printed, old, now)).why.some(({ code }) => code === "list_old"));
  assert.ok((await verify(printed, trust, now)).why.every(({ code }) => code !== "list_old"));
});

test("any changed character is not believed", async () => {
  const text = vectors.cases.find((one) => one.verify.valid)?.text ?? "";
  assert.equal((await verify(text, trust, now)).valid, true);
  for (let at = 0; at < text.length; at += 7) {
    const changed = text.slice(0, at) + (text[at] === "7" ? "8" : "7") + text.slice(at + 1);
    assert.notEqual((await verify(changed, trust, now)).valid, true);
  }
});

test("the number of a card is read before anything is believed", () => {
  const revoked = vectors.cases.find((one) => one.what === "printed, taken back")?.text ?? "";
  assert.equal(cardOf(revoked), 71737338064426034n);
  assert.equal(cardOf("P0000001"), null);
});

test("numbers come as gaps, and are found in their order", () => {
  const list = unpacked(fromHex("02aa02"));
  assert.deepEqual([...list], [2n, 300n]);
  const both = merged(list, BigUint64Array.of(7n, 300n));
  assert.deepEqual([...both], [2n, 7n, 300n]);
  assert.deepEqual([has(both, 7n), has(both, 8n), has(both, 301n)], [true, false, false]);
});

test("a point off the curve is none", () => {
  assert.equal(wholePoint(fromHex(`02${"ff".repeat(32)}`)), null);
  assert.equal(wholePoint(fromHex(Object.values(vectors.trust.keys)[0] ?? ""))?.length, 65);
});
