import { describe, expect, it } from "@jest/globals";
import fc from "fast-check";
import { safeLine, safeText } from "../../../src/domain/text/safe.ts";

describe("safeText", () => {
  it.each([
    ["colours", "a\x1b[31mred\x1b[0m", "ared"],
    ["a window title", "a\x1b]0;title\x07b", "ab"],
    ["a link", "\x1b]8;;http://x\x1b\\text\x1b]8;;\x1b\\", "text"],
    ["a C1 introducer", "a\x9b2Jb", "ab"],
    ["an unfinished sequence", "a\x1b[", "a"],
    ["an unfinished command, which must not take the next line with it", "\x1b]0;a\nb", "0;a\nb"],
    ["a backspace and a bell", "a\b\x07b", "ab"],
    ["bidirectional overrides", "a\u202eb\u2066c", "abc"],
    ["a carriage return", "good\rbad", "goodbad"],
  ])("removes %s", (_, text, safe) => {
    expect(safeText(text)).toBe(safe);
  });

  it("keeps ordinary text of any language, newlines and tabs", () => {
    const text = "Größe\t日本語 🎉\nمرحبا";
    expect(safeText(text)).toBe(text);
  });

  it("leaves no control character in any text, and changes nothing twice", () => {
    const hostile = fc.string({
      unit: fc.constantFrom("\x1b", "[", "]", "3", "m", "\x07", "\x9b", "\n", "a", "\x9d"),
    });
    fc.assert(
      fc.property(hostile, (text) => {
        const safe = safeText(text);
        expect(safe).not.toMatch(/[^\n\t\P{Cc}]/u);
        expect(safeText(safe)).toBe(safe);
      }),
    );
  });

  it("puts names on one line", () => {
    expect(safeLine("  a\n\x1b[1mb\tc ")).toBe("a b c");
  });
});
