import { describe, expect, it } from "@jest/globals";
import fc from "fast-check";
import { bounded, utf8Length } from "../../../src/domain/text/bounded.ts";

const note = /\n\[… (\d+) bytes left out …\]\n/;

describe("a bounded text", () => {
  it("is bounded in bytes, between whole characters, and says how many it left out", () => {
    const text = fc.string({ unit: "grapheme", maxLength: 100 });
    fc.assert(
      fc.property(
        text,
        fc.integer({ min: 0, max: 64 }),
        fc.double({ min: 0, max: 1, noNaN: true }),
        (t, max, head) => {
          const cut = bounded(t, max, head);
          if (utf8Length(t) <= max) return expect(cut).toBe(t);
          const [before, left, after] = cut.split(note);
          const kept = Buffer.byteLength(before! + after!);
          expect(kept).toBeLessThanOrEqual(max);
          expect(kept + Number(left)).toBe(Buffer.byteLength(t));
          expect(t.startsWith(before!) && t.endsWith(after!)).toBe(true);
        },
      ),
    );
  });
});
