import { describe, expect, it } from "@jest/globals";
import fc from "fast-check";
import { CORE_SCHEMA, load } from "js-yaml";
import { readPlainKeys } from "../../../src/domain/story/plain-keys.ts";

const value = fc.oneof(
  fc.constantFrom(
    "true",
    "False",
    "null",
    "~",
    "yes",
    "12",
    "0012",
    "1.10",
    "1e3",
    "0x1F",
    "2026-01-08",
    "-1",
    "+1",
    "",
  ),
  fc.constantFrom(
    "'it'",
    "'it''s'",
    '"x"',
    "[a, b]",
    "[]",
    "[a, 1]",
    "[ 'q' ]",
    "[true]",
    "[a,]",
    "{a: b}",
    "|",
    "- a",
  ),
  fc.constantFrom(
    "add login",
    "a: b",
    "a #b",
    "a # b",
    "*x",
    "&x y",
    "!!str 1",
    "a,b (c)",
    "don't",
    ".inf",
    "@a",
    "1_000",
  ),
  fc.string({
    unit: fc.constantFrom("a", "1", " ", ":", "#", "'", "[", ",", "-", ".", "\t", "é"),
    maxLength: 8,
  }),
);
const line = fc.oneof(
  {
    weight: 8,
    arbitrary: fc
      .tuple(fc.constantFrom("id", "title", "a_b", "Key", "__proto__"), value)
      .map((kv) => kv.join(": ")),
  },
  fc.constantFrom("# comment", "", "  indented", "- item", "key:value", "status:", "...", "title: x   # why"),
);

describe("readPlainKeys", () => {
  it("reads what stories are mostly made of", () => {
    const text =
      "id: story-mk5-m3wv   # never changes\ntitle: Add --continue flag\npriority: 2\ncreated: '2026-01-08'\n";
    expect(readPlainKeys(`${text}labels: [s, m]\r\nplan_complete: false\nepic:\n`)).toEqual({
      id: "story-mk5-m3wv",
      title: "Add --continue flag",
      priority: 2,
      created: "2026-01-08",
      labels: ["s", "m"],
      plan_complete: false,
      epic: null,
    });
  });

  it("leaves what a lone carriage return ends to the parser: it is a line's end in YAML", () => {
    const text = "# note\rid: a\n";
    expect(load(text, { schema: CORE_SCHEMA })).toEqual({ id: "a" });
    expect(readPlainKeys(text)).toBeUndefined();
  });

  it("reads nothing otherwise than a YAML parser does", () => {
    let read = 0;
    fc.assert(
      fc.property(fc.array(line, { maxLength: 5 }), (lines) => {
        const text = lines.map((l) => `${l}\n`).join("");
        const plain = readPlainKeys(text);
        if (plain === undefined) return;
        read++;
        expect(plain).toEqual(load(text, { schema: CORE_SCHEMA }) ?? {});
      }),
      { numRuns: 2000 },
    );
    expect(read).toBeGreaterThan(300);
  });
});
