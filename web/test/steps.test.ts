import assert from "node:assert/strict";
import { test } from "node:test";
import { step } from "../src/steps";

test("arrows go round, from nothing chosen to the first or the last", () => {
  assert.deepEqual([step("ArrowDown", -1, 3), step("ArrowDown", 2, 3), step("ArrowUp", -1, 3), step("ArrowUp", 0, 3)], [0, 0, 2, 2]);
});

test("other keys, and an empty list, lead nowhere", () => {
  assert.deepEqual([step("a", 0, 3), step("Home", 0, 3), step("ArrowDown", -1, 0)], [null, null, null]);
});
