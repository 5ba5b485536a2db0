import assert from "node:assert/strict";
import { test } from "node:test";
import { announcement, newKeys, packFilter, planRows } from "../src/rows";

const closed = { extended: false, open: new Set<string>() };

test("without anything open the answer of the server is the list", () => {
  assert.deepEqual(planRows(["a", "b"], ["c", "a"], closed), ["c", "a"]);
});

test("an open row is not taken away while it is read", () => {
  assert.deepEqual(planRows(["a", "b", "d"], ["c", "a", "d"], { extended: false, open: new Set(["b"]) }), ["c", "a", "b", "d"]);
});

test("pages loaded by hand stay below the top page", () => {
  const order = planRows(["a", "b", "c", "d"], ["z", "a", "b"], { extended: true, open: new Set() });
  assert.deepEqual(order, ["z", "a", "b", "c", "d"]);
});

test("no row is ever shown twice", () => {
  const order = planRows(["a", "b", "c"], ["c", "b", "a"], { extended: true, open: new Set(["a", "b"]) });
  assert.equal(new Set(order).size, order.length);
});

test("only rows that were not there are new", () => {
  assert.deepEqual(newKeys(["a"], ["b", "a", "c"]), ["b", "c"]);
});

test("one new task is told by its title, several by their number", () => {
  assert.equal(announcement(["Gọi 12 F1"], "Việc mới: {title}", "{n} việc mới"), "Việc mới: Gọi 12 F1");
  assert.equal(announcement(["x", "y"], "Việc mới: {title}", "{n} việc mới"), "2 việc mới");
  assert.equal(announcement([], "Việc mới: {title}", "{n} việc mới"), "");
});

test("a filter is remembered without empty choices and in a stable order", () => {
  assert.equal(packFilter([["state", "new"], ["area", "79.760."], ["who", ""]]), "area=79.760.&state=new");
});
