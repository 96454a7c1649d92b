import { describe, expect, it } from "@jest/globals";
import fc from "fast-check";
import { canonicalJson } from "../../../src/domain/text/canonical.ts";
import { type Exact, parseJson, plainJson, writeJson } from "../../../src/domain/text/exact-json.ts";
import { compareNumbers, isNumber, type Numeral, numberOf } from "../../../src/domain/text/numeral.ts";

const digits = fc.bigInt({ min: 0n, max: 10n ** 30n }).map(String);
const numerals = fc
  .tuple(
    fc.constantFrom("", "-"),
    digits,
    fc.option(digits, { nil: "" }),
    fc.option(fc.integer({ min: -400, max: 400 })),
  )
  .map(
    ([sign, whole, part, exponent]) =>
      `${sign}${whole}${part && `.${part}`}${exponent === null ? "" : `e${exponent}`}`,
  );

/** JSON texts without white space, of any shape, with numbers of any length. */
const { json } = fc.letrec<{ json: string }>((tie) => ({
  json: fc.oneof(
    { depthSize: "small" },
    numerals,
    fc.constantFrom("null", "true", "1", "0.5", "1.10", "-0"),
    fc
      .oneof(fc.string(), fc.constantFrom("\0n1.10", "\0s", "\0", '1.10"', "\\"))
      .map((text) => JSON.stringify(text)),
    fc.array(tie("json")).map((items) => `[${items.join(",")}]`),
    fc
      .uniqueArray(fc.tuple(fc.constantFrom("a", "\0n1", "b:1.10", '"'), tie("json")), {
        selector: ([key]) => key,
      })
      .map((members) => `{${members.map(([key, of]) => `${JSON.stringify(key)}:${of}`).join(",")}}`),
  ),
}));

describe("JSON whose numbers keep their digits", () => {
  it("is written as it was read", () => {
    fc.assert(fc.property(json, (text) => expect(writeJson(parseJson(text))).toBe(text)));
  });

  it("has the values that JSON.parse gives, as far as doubles have them", () => {
    const near = (value: Exact): unknown => {
      if (isNumber(value)) return Number(value);
      if (typeof value !== "object" || value === null) return value;
      if (Array.isArray(value)) return value.map(near);
      return Object.fromEntries(Object.entries(value).map(([key, of]) => [key, near(of)]));
    };
    fc.assert(fc.property(json, (text) => expect(near(parseJson(text))).toEqual(JSON.parse(text))));
  });

  it("refuses what JSON.parse does, and reads what is plain as that does", () => {
    for (const text of ["012", "1.", "+1", "[1.10,]", "", "nul"])
      expect(() => parseJson(text)).toThrow(SyntaxError);
    fc.assert(
      fc.property(fc.jsonValue(), (value) =>
        expect(plainJson(parseJson(JSON.stringify(value)))).toEqual(value),
      ),
    );
  });

  it("is told to programs with doubles where those are exact, else as text", () => {
    const text = '{"a":1.10,"b":[12345678901234567890,12e4567],"c":1e3}';
    expect(plainJson(parseJson(text))).toEqual({ a: 1.1, b: ["12345678901234567890", "12e4567"], c: 1000 });
  });
});

describe("numbers that keep their digits", () => {
  const number = (text: string) => numberOf(text)!;

  it.each([
    ["1.10", "1.1", 0],
    ["012", "12", 0],
    ["1e3", "1000", 0],
    ["-0.0", "0", 0],
    [".5", "0.50", 0],
    ["12345678901234567891", "12345678901234567890", 1],
    ["-12345678901234567891", "-12345678901234567890", -1],
    ["12e4567", "1.2e4568", 0],
    ["12e4567", "9e999", 1],
    ["0.10", "0.2", -1],
    ["-1.0", "1", -1],
  ])("%s and %s", (a, b, order) => {
    expect(Math.sign(compareNumbers(number(a), number(b)))).toBe(order);
    expect(canonicalJson(number(a)) === canonicalJson(number(b))).toBe(order === 0);
  });

  it("are in the order of integers of any size", () => {
    const large = fc.bigInt({ min: -(10n ** 25n), max: 10n ** 25n });
    fc.assert(
      fc.property(large, large, (a, b) => {
        expect(Math.sign(compareNumbers(number(`${a}.0`), number(String(b))))).toBe(
          a < b ? -1 : a > b ? 1 : 0,
        );
      }),
    );
  });

  it("hash as the double that they are", () => {
    expect([canonicalJson(number("1.10")), canonicalJson(number("12345678901234567890"))]).toEqual([
      "1.1",
      "1234567890123456789e1",
    ]);
    expect(String(number("1.10") as Numeral)).toBe("1.10");
  });
});
