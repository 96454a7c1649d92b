import { describe, expect, it } from "@jest/globals";
import fc from "fast-check";
import { keepOutput } from "../../../../src/adapters/process/output/kept.ts";
import { splitLines } from "../../../../src/adapters/process/output/lines.ts";

/** Cuts bytes into pieces at arbitrary places. */
const pieces = (bytes: Buffer, cuts: readonly number[]) => {
  const places = [0, ...cuts.map((c) => c % (bytes.length + 1)).sort((a, b) => a - b), bytes.length];
  return places.slice(1).map((to, i) => bytes.subarray(places[i], to));
};
const text = fc.string({ unit: fc.constantFrom("a", "ä", "€", "😀", "\n", "\r") });
const cuts = fc.array(fc.nat(), { maxLength: 8 });

describe("lines", () => {
  it("are the same however the bytes are cut", () => {
    fc.assert(
      fc.property(text, cuts, (whole, at) => {
        const splitter = splitLines(1_000_000);
        const lines = [...pieces(Buffer.from(whole), at).flatMap((p) => splitter.push(p)), ...splitter.end()];
        const expected = whole.split("\n").map((l) => (l.endsWith("\r") ? l.slice(0, -1) : l));
        if (whole === "" || whole.endsWith("\n")) expected.pop();
        expect(lines).toEqual(expected);
      }),
    );
  });

  it("that are too long are cut between characters, and say so; the next is whole", () => {
    const splitter = splitLines(4);
    expect(splitter.push(Buffer.from("€€€€\nnext\n"))).toEqual(["€ … [8 bytes left out]", "next"]);
  });
});

describe("kept output", () => {
  it("is everything while it fits", () => {
    fc.assert(
      fc.property(text, cuts, (whole, at) => {
        const kept = keepOutput(1000);
        for (const piece of pieces(Buffer.from(whole), at)) kept.push(piece);
        expect(kept.text()).toBe(whole);
      }),
    );
  });

  it("is the beginning and the end when it does not, whole characters, with the loss named", () => {
    fc.assert(
      fc.property(text, cuts, fc.integer({ min: 2, max: 40 }), (whole, at, max) => {
        const kept = keepOutput(max);
        for (const piece of pieces(Buffer.from(whole), at)) kept.push(piece);
        const [head = "", tail, ...more] = kept.text().split(/\n… \[\d+ bytes left out\] …\n/);
        expect(more).toEqual([]);
        expect(whole.startsWith(head)).toBe(true);
        if (tail !== undefined) expect(whole.endsWith(tail)).toBe(true);
        expect(kept.text()).not.toContain("\uFFFD");
        expect(tail === undefined).toBe(Buffer.byteLength(whole) <= max);
      }),
    );
  });
});
