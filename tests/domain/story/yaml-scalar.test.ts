import { describe, expect, it } from "@jest/globals";
import fc from "fast-check";
import { CORE_SCHEMA, DEFAULT_SCHEMA, load } from "js-yaml";
import { parse } from "yaml";
import { formatScalar } from "../../../src/domain/story/yaml-scalar.ts";

describe("formatScalar", () => {
  it.each([
    ["ready", "ready"],
    ["tests failed: 3 of 120", "'tests failed: 3 of 120'"],
    ["https://example.org/pull/1", "https://example.org/pull/1"],
    ["it's", "it's"],
    ["yes", "'yes'"],
    ["2026-01-08", "'2026-01-08'"],
    ["", "''"],
    ["a\nb", '"a\\nb"'],
  ])("writes %j as people would: %s", (value, written) => {
    expect(formatScalar(value)).toBe(written);
  });

  it("keeps the style of the value it replaces where it can", () => {
    expect(formatScalar("ready", "single")).toBe("'ready'");
    expect(formatScalar("ready", "double")).toBe('"ready"');
    expect(formatScalar("a\nb", "single")).toBe('"a\\nb"');
  });

  it("is read back as the same value, on one line, by every YAML parser", () => {
    const unit = fc.oneof(
      fc.constantFrom(
        "a",
        "Z",
        "1",
        " ",
        ":",
        "#",
        "'",
        '"',
        "-",
        "?",
        "[",
        "{",
        ",",
        "\n",
        "\t",
        "\\",
        "~",
        "é",
        "\u2028",
      ),
      fc.string({ unit: "grapheme", minLength: 1, maxLength: 1 }),
    );
    const words = fc.constantFrom(
      "true",
      "No",
      "null",
      "~",
      "0012",
      "1.10",
      "0o7",
      "1:30",
      ".inf",
      "<<",
      "=",
      "---",
      "y",
    );
    const style = fc.constantFrom("plain" as const, "single" as const, "double" as const);
    fc.assert(
      fc.property(
        fc.oneof(words, fc.string({ unit, maxLength: 12 })),
        style,
        fc.boolean(),
        (value, as, flow) => {
          const written = formatScalar(value, as, flow);
          expect(written).not.toContain("\n");
          const text = flow ? `{a: [${written}, b]}` : `a: ${written}\n`;
          const wanted = { a: flow ? [value, "b"] : value };
          expect(load(text, { schema: CORE_SCHEMA })).toEqual(wanted);
          expect(load(text, { schema: DEFAULT_SCHEMA })).toEqual(wanted);
          expect(parse(text)).toEqual(wanted);
        },
      ),
      { numRuns: 1000 },
    );
  });
});
