import assert from "node:assert/strict";
import { test } from "node:test";
import { base45, bodyOf, pointOf, secondsLeft, stepAt } from "../src/turning";

test("base45 as RFC 9285 has it", () => {
  assert.equal(base45(new TextEncoder().encode("AB")), "BB8");
  assert.equal(base45(new TextEncoder().encode("base-45")), "UJCLQE7W581");
});

test("a step is thirty seconds of Unix time, in five bytes behind the certificate", () => {
  assert.equal(stepAt(59_999), 1);
  assert.equal(secondsLeft(59_999), 1);
  assert.equal(secondsLeft(60_000), 30);
  assert.deepEqual([...bodyOf(new Uint8Array([9]), 0x01020304)], [9, 0, 1, 2, 3, 4]);
});

test("a public key becomes a compressed point", async () => {
  const pair = (await crypto.subtle.generateKey({ name: "ECDSA", namedCurve: "P-256" }, false, ["sign", "verify"])) as CryptoKeyPair;
  assert.match(await pointOf(pair.publicKey), /^0[23][0-9a-f]{64}$/);
});
