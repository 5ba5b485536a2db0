import assert from "node:assert/strict";
import { test } from "node:test";
import { age, ageText, nextChangeMs } from "../src/clock";

const NOW = Date.parse("2021-09-11T07:32:00Z");
const before = (seconds: number): number => NOW - seconds * 1000;

test("an age is told in the largest whole unit", () => {
  assert.deepEqual(age(before(59), NOW), { value: 59, unit: "second" });
  assert.deepEqual(age(before(60), NOW), { value: 1, unit: "minute" });
  assert.deepEqual(age(before(3600 * 5), NOW), { value: 5, unit: "hour" });
  assert.deepEqual(age(before(86400 * 3), NOW), { value: 3, unit: "day" });
});

test("a device clock that runs behind never shows the future", () => {
  assert.deepEqual(age(NOW + 90_000, NOW), { value: 0, unit: "second" });
});

test("words are in the language of the page", () => {
  assert.equal(ageText(before(180), NOW, "vi"), "3 phút trước");
  assert.equal(ageText(before(180), NOW, "en"), "3 minutes ago");
  assert.equal(ageText(before(3), NOW, "en"), "now");
});

test("older times are looked at less often", () => {
  const waits = [5, 120, 7200, 90_000].map((seconds) => nextChangeMs(before(seconds), NOW));
  assert.deepEqual(waits, [...waits].sort((a, b) => a - b));
});
