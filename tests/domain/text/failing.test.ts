import { describe, expect, it } from "@jest/globals";
import { failingPart } from "../../../src/domain/text/failing.ts";

const noise = (n: number) => Array.from({ length: n }, (_, i) => `ok ${i} - works`);

describe("the failing part of an output", () => {
  it("is what speaks of a failure, with what is around it, and the end; what is between is left out", () => {
    const output = [
      ...noise(500),
      "✗ adds two numbers",
      "  Expected: 4",
      "  Received: 5",
      ...noise(500),
      "1 of 1001",
    ];
    const part = failingPart(output.join("\n"), 16 * 1024);
    expect(part).toMatch(
      /^…\nok 498 - works\nok 499 - works\n✗ adds two numbers\n {2}Expected: 4\n {2}Received: 5\n/,
    );
    expect(part).toContain("\n…\nok 486 - works\n");
    expect(part.endsWith("1 of 1001")).toBe(true);
    expect(part.split("\n").length).toBeLessThan(35);
  });

  it("is bounded, and the end where nothing speaks of one", () => {
    expect(failingPart(noise(100).join("\n"), 1024)).toMatch(/^…\nok 85 - works\n/);
    const all = Array.from({ length: 9999 }, (_, i) => `Error: number ${i}`).join("\n");
    expect(Buffer.byteLength(failingPart(all, 2048))).toBeLessThan(2200);
    expect(failingPart("", 10)).toBe("");
  });
});
