import assert from "node:assert/strict";
import { test } from "node:test";
import { isKey, nextMark, type Place } from "../src/timeline";

// Lane 0: marks 0 and 2 (drawn out of order); lane 2: marks 1 and 3; lane 1 is empty.
const MARKS: Place[] = [
  { lane: 0, x: 300 },
  { lane: 2, x: 40 },
  { lane: 0, x: 10 },
  { lane: 2, x: 310 },
];

test("left and right go through one lane in the order of time", () => {
  assert.equal(nextMark(MARKS, 2, "ArrowRight"), 0);
  assert.equal(nextMark(MARKS, 0, "ArrowLeft"), 2);
});

test("at the ends of a lane the mark stays", () => {
  assert.equal(nextMark(MARKS, 0, "ArrowRight"), 0);
  assert.equal(nextMark(MARKS, 2, "ArrowLeft"), 2);
});

test("up and down skip empty lanes and land on the nearest in time", () => {
  assert.equal(nextMark(MARKS, 0, "ArrowDown"), 3);
  assert.equal(nextMark(MARKS, 2, "ArrowDown"), 1);
  assert.equal(nextMark(MARKS, 3, "ArrowUp"), 0);
  assert.equal(nextMark(MARKS, 0, "ArrowUp"), 0);
});

test("home and end are the ends of the lane", () => {
  assert.equal(nextMark(MARKS, 0, "Home"), 2);
  assert.equal(nextMark(MARKS, 2, "End"), 0);
});

test("an empty timeline has nowhere to go", () => {
  assert.equal(nextMark([], 0, "ArrowRight"), -1);
});

test("other keys are left to the page", () => {
  assert.equal(isKey("Tab"), false);
  assert.equal(isKey("ArrowUp"), true);
});
