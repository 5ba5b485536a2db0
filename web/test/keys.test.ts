import assert from "node:assert/strict";
import { test } from "node:test";
import { isForPage } from "../src/keys";

const plain = { altKey: false, ctrlKey: false, metaKey: false, repeat: false };

test("a key alone is for the page", () => assert.equal(isForPage(plain, false), true));
test("what is typed into a field is not", () => assert.equal(isForPage(plain, true), false));
test("a shortcut of the browser is not", () => assert.equal(isForPage({ ...plain, ctrlKey: true }, false), false));
test("a key held down decides once", () => assert.equal(isForPage({ ...plain, repeat: true }, false), false));
