import { describe, expect, it } from "@jest/globals";
import fc from "fast-check";
import { ExpressionError, type Value } from "../../../src/domain/expression/ast.ts";
import { evaluate } from "../../../src/domain/expression/evaluate.ts";
import { parseExpression } from "../../../src/domain/expression/parse.ts";
import { checkExpression, stepsReadBy } from "../../../src/domain/expression/references.ts";
import { fillTemplate, parseTemplate } from "../../../src/domain/expression/template.ts";

const scope = {
  inputs: { items: [1, 2, 3], name: "Sam", "with-hyphen": true, nothing: null },
  steps: { "read-items": { stdout: '[{"id":7}]', exitCode: 0, status: "done", output: [{ id: 7 }] } },
  item: { id: 7 },
  index: 0,
};
const environment = {
  hash: (text: string) => `#${text}`,
  failed: false,
  mask: (text: string) => text.replaceAll("hush", "***"),
};
const of = (text: string) => evaluate(parseExpression(text), scope, environment);

describe("an expression", () => {
  it.each<[string, Value]>([
    ["1.5e2", 150],
    ["-3", -3],
    ["'it''s'", "it's"],
    ['"a\\n\\"b\\""', 'a\n"b"'],
    ["null", null],
    ["[1, 'a', [true]]", [1, "a", [true]]],
    ["{a: 1, 'b c': [2], }", { a: 1, "b c": [2] }],
    ["inputs.items[1]", 2],
    ["inputs['name']", "Sam"],
    ["inputs.with-hyphen", true],
    ["steps.read-items.stdout", '[{"id":7}]'],
    ["fromJson(steps.read-items.stdout)[0].id", 7],
    ["FROMJSON('2')", 2],
    ["toJson({b: 1, a: [null]})", '{"b":1,"a":[null]}'],
    ["contains(inputs.items, 2)", true],
    ["contains('hello', 'ell')", true],
    ["join(inputs.items, '-')", "1-2-3"],
    ["join([])", ""],
    ["length('é👍')", 2],
    ["length(inputs.items)", 3],
    ["length({a: 1})", 1],
    ["hash('x')", "#x"],
    ["hash({b: 1, a: 2}) == hash({a: 2, b: 1})", true],
    ["1 < 2 && 'a' < 'b'", true],
    ["1 == '1'", false],
    ["[1] == [1]", true],
    ["{a: 1} != {a: 1}", false],
    ["!inputs.missing", true],
    ["inputs.missing.deeper", null],
    ["inputs.nothing || 'default'", "default"],
    ["0 || ''", ""],
    ["(1 == 1) == true", true],
    ["success() && !failure() && always()", true],
    ["inputs.items[9]", null],
  ])("%s is %j", (text, value) => {
    expect(of(text)).toEqual(value);
  });

  it.each([
    ["", "empty", 0],
    ["1 +", "unexpected", 2],
    ["inputs.", "expected a name", 7],
    ["(1", "expected )", 2],
    ["'abc", "does not end", 0],
    ["a = b", "to compare: ==", 2],
    ["1 2", "unexpected 2", 2],
    ["unknown", "unknown name", 0],
    ["foo(1)", "unknown function", 0],
    ["inputs.name.x", "a text has no", 12],
    ["inputs.items.x", "a list has no", 13],
    ["1 < 'a'", "no order", 0],
    ["fromJson('{')", "is not JSON", 0],
    [`fromJson('${"x".repeat(38)}hush')`, `"${"x".repeat(38)}**…" is not JSON`, 0],
    ["[1]['hush']", 'a list has no "***"', 3],
    ["1['hush']", 'a number has no "***"', 1],
    ["true && length(1)", "length wants", 8],
    ["!".repeat(200), "too deep", 100],
  ])("%s is an error that says %s at %i", (text, message, at) => {
    const failure = () => of(text);
    expect(failure).toThrow(message);
    try {
      failure();
    } catch (error) {
      expect(error).toBeInstanceOf(ExpressionError);
      expect((error as ExpressionError).at).toBe(at);
    }
  });

  it("reaches nothing but its own data", () => {
    for (const name of ["constructor", "__proto__", "toString", "hasOwnProperty"]) {
      expect(of(`inputs.${name}`)).toBeNull();
      expect(of(`{}['${name}']`)).toBeNull();
      expect(() => of(name)).toThrow("unknown name");
      expect(() => of(`${name}()`)).toThrow("unknown function");
    }
  });

  it("reads back every JSON value", () => {
    fc.assert(
      fc.property(fc.jsonValue({ maxDepth: 4 }), (value) => {
        const json = JSON.stringify(value);
        fc.pre(!json.includes("__proto__"));
        expect(JSON.stringify(of(json))).toBe(JSON.stringify(JSON.parse(json)));
      }),
    );
  });

  it("is parsed or refused, never anything else", () => {
    const pieces = fc.constantFrom(
      "inputs",
      ".",
      "[",
      "]",
      "(",
      ")",
      "{",
      "}",
      ",",
      ":",
      "'",
      '"',
      "==",
      "&&",
      "!",
      "1",
      "a-b",
      " ",
      "-",
    );
    fc.assert(
      fc.property(fc.array(pieces, { maxLength: 12 }), (list) => {
        try {
          of(list.join(""));
        } catch (error) {
          expect(error).toBeInstanceOf(ExpressionError);
        }
      }),
    );
  });
});

describe("what an expression names", () => {
  const visible = {
    names: ["inputs", "steps", "item"],
    steps: ["build", "test-it"],
    inputs: ["name"],
    env: [],
  };

  it("is checked before anything runs, with the nearest right word", () => {
    const check = (text: string) =>
      checkExpression(parseExpression(text), visible).map((p) => `${p.at} ${p.message} ${p.fix}`.trim());
    expect(check("steps.build.stdout == inputs.name && item.x")).toEqual([]);
    expect(check("steps.biuld.stdout")).toEqual(["6 unknown step biuld Did you mean build?"]);
    expect(check("steps['tset-it']")).toEqual(["6 unknown step tset-it Did you mean test-it?"]);
    expect(check("input.name")).toEqual(["0 unknown name input Did you mean inputs?"]);
    expect(check("fromJsn('1')")).toEqual(["0 unknown function fromJsn Did you mean fromJson?"]);
    expect(check("join()")).toEqual(["0 join wants 1 or 2 arguments"]);
  });

  it("tells which steps it consumes", () => {
    expect(stepsReadBy(parseExpression("[steps.a.x, length(steps['b-c']), steps.a.y, item]"))).toEqual([
      "a",
      "b-c",
    ]);
  });
});

describe("a template", () => {
  const fill = (text: string) => fillTemplate(parseTemplate(text), (e) => evaluate(e, scope, environment));

  it("keeps the type of a lone expression, and makes text of the rest", () => {
    expect(fill("${{ inputs.items }}")).toEqual([1, 2, 3]);
    expect(fill("  ${{ index }}\n")).toBe(0);
    expect(fill("a ${{ inputs.items }} b ${{ inputs.nothing }}|${{ 1 == 1 }}")).toBe("a [1,2,3] b |true");
    expect(fill("no expression, $HOME and ${x}")).toBe("no expression, $HOME and ${x}");
  });

  it("finds its end behind strings and braces", () => {
    expect(fill("${{ '}}' }}")).toBe("}}");
    expect(fill("${{ {a: {b: 1}} }}")).toEqual({ a: { b: 1 } });
  });

  it("counts positions in the whole text", () => {
    expect(() => parseTemplate("abc ${{ 1 + }}")).toThrow("unexpected");
    try {
      parseTemplate("abc ${{ 1 + }}");
    } catch (error) {
      expect((error as ExpressionError).at).toBe(10);
    }
    expect(() => parseTemplate("abc ${{ 1")).toThrow("is not closed");
  });
});
