import assert from "node:assert/strict";
import { test } from "node:test";
import { capitalize } from "../src/titles.js";

test("capitalizes the first letter only", () => {
  assert.equal(capitalize("hello world"), "Hello world");
});
