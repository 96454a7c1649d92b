import { describe, expect, it } from "@jest/globals";
import fc from "fast-check";
import { parseJson } from "../../../../src/adapters/config/source/json.ts";
import type { SyntaxProblem } from "../../../../src/adapters/config/source/position.ts";

function problem(text: string): SyntaxProblem {
  try {
    parseJson(text);
  } catch (error) {
    return error as SyntaxProblem;
  }
  throw new Error(`accepted ${text}`);
}

describe("parseJson", () => {
  it("reads what JSON.parse reads", () => {
    fc.assert(
      fc.property(fc.json(), fc.constantFrom(0, 2), (text, indent) => {
        const value = JSON.parse(text);
        expect(parseJson(JSON.stringify(value, null, indent)).value).toEqual(value);
      }),
    );
  });

  it("accepts a damaged text only where JSON.parse does, keys given twice aside", () => {
    const edit = fc.record({
      at: fc.nat(200),
      drop: fc.nat(3),
      add: fc.constantFrom("", ",", "}", '"', "\\", "1", " "),
    });
    fc.assert(
      fc.property(fc.json(), edit, (text, { at, drop, add }) => {
        const damaged = text.slice(0, at) + add + text.slice(at + drop);
        let expected: unknown;
        try {
          expected = JSON.parse(damaged);
        } catch {
          expect(() => parseJson(damaged)).toThrow();
          return;
        }
        try {
          expect(parseJson(damaged).value).toEqual(expected);
        } catch (error) {
          expect((error as Error).message).toMatch(/given twice/);
        }
      }),
      { numRuns: 500 },
    );
  });

  it.each([
    ['{\n  "a": 1,\n}', 2, 9, /comma too many/],
    ['{\n  "a": 1\n  "b": 2\n}', 3, 3, /unexpected "\\""/],
    ["{ 'a': 1 }", 1, 3, /double quotes/],
    ["{ a: 1 }", 1, 3, /unexpected "a"/],
    ['{ "a": 1 // why\n}', 1, 10, /no comments/],
    ['{ "a" 1 }', 1, 7, /unexpected "1"/],
    ['{ "a": [1, 2', 1, 13, /ends too early/],
    ['{ "a": "b\n" }', 1, 8, /no closing quote/],
    ['{ "a": "\\x" }', 1, 8, /bad escape/],
    ['{ "a": 01 }', 1, 9, /unexpected "1"/],
    ['{ "a": NaN }', 1, 8, /unexpected "NaN"/],
    ['{ "a": 1,\n "b": 2, "a": 3 }', 2, 10, /"a" is given twice/],
    ["{} x", 1, 4, /more after the end/],
    ["", 1, 1, /ends too early/],
    ["[".repeat(100), 1, 66, /nested too deeply/],
  ])("says where %j is wrong", (text, line, column, message) => {
    const { position, message: said, fix } = problem(text);
    expect({ position, said }).toEqual({ position: { line, column }, said: expect.stringMatching(message) });
    expect(fix).not.toBe("");
  });

  it("knows where keys and entries stand, and the nearest place for those that are missing", () => {
    const { position } = parseJson('\uFEFF{\n  "a": { "b": [\n    1, 2] }\n}');
    expect(position(["a"])).toEqual({ line: 2, column: 3 });
    expect(position(["a", "b", 1])).toEqual({ line: 3, column: 8 });
    expect(position(["a", "c", "d"])).toEqual({ line: 2, column: 3 });
  });

  it("keeps __proto__ an ordinary key", () => {
    const { value } = parseJson('{"__proto__": {"polluted": true}}');
    expect(Object.keys(value as object)).toEqual(["__proto__"]);
    expect(({} as Record<string, unknown>).polluted).toBeUndefined();
  });
});
