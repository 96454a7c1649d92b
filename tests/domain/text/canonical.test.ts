import { isDeepStrictEqual } from "node:util";
import { describe, expect, it } from "@jest/globals";
import fc from "fast-check";
import { canonicalJson } from "../../../src/domain/text/canonical.ts";

/** What is left of a value as JSON. */
const asJson = (value: unknown): unknown => JSON.parse(JSON.stringify(value));

/** Small values of few keys, so that two of them are often the same; with undefined in places. */
const { value: small } = fc.letrec<{ value: unknown }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 3 },
    fc.constantFrom(null, true, 0, 1, "", "a", "1", Number.NaN, -0),
    fc.array(fc.option(tie("value"), { nil: undefined }), { maxLength: 2 }),
    fc.dictionary(
      fc.constantFrom("a", "b", "10", "9", "é", "\ud83d", "__proto__"),
      fc.option(tie("value"), { nil: undefined }),
      { maxKeys: 3 },
    ),
  ),
}));

/** The same data with the keys of every object the other way round. */
function turned(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(turned);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .reverse()
      .map(([key, member]) => [key, turned(member)]),
  );
}

describe("canonical JSON", () => {
  it("is the same for two values exactly where they are the same JSON", () => {
    fc.assert(
      fc.property(small, small, (a, b) => {
        expect(canonicalJson(a) === canonicalJson(b)).toBe(isDeepStrictEqual(asJson(a), asJson(b)));
      }),
      { numRuns: 2000 },
    );
  });

  it("does not depend on the order of keys, and is the JSON of what it was made of", () => {
    fc.assert(
      fc.property(fc.oneof(fc.jsonValue(), small), (value) => {
        const text = canonicalJson(value);
        expect(canonicalJson(turned(value))).toBe(text);
        expect(isDeepStrictEqual(JSON.parse(text), asJson(value))).toBe(true);
      }),
    );
  });

  it.each([
    [{ b: [3, { z: 1, a: undefined }], a: "ü\n" }, '{"a":"ü\\n","b":[3,{"z":1}]}'],
    [{ 10: 1, 9: 2, B: 3, a: 4 }, '{"10":1,"9":2,"B":3,"a":4}'],
    [[undefined, Number.NaN, null, {}], "[null,null,null,{}]"],
    [undefined, "null"],
  ])("of %j is %s", (value, text) => {
    expect(canonicalJson(value)).toBe(text);
  });
});
