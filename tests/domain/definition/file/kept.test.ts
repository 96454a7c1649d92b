import { expect, it } from "@jest/globals";
import fc from "fast-check";
import { fromKept, toKept } from "../../../../src/domain/definition/file/kept.ts";
import { parseJson, writeJson } from "../../../../src/domain/text/exact-json.ts";

it("an input is kept in a record's own JSON with the digits of its numbers, whatever it holds", () => {
  const key = fc.constantFrom("a", "$number", "$$number", "$number2");
  const { value } = fc.letrec<{ value: unknown }>((tie) => ({
    value: fc.oneof(
      { depthSize: "small" },
      fc.constantFrom("1.10", "text", null, true, 1.5),
      fc.array(tie("value"), { maxLength: 3 }),
      fc.dictionary(key, tie("value")),
    ),
  }));
  fc.assert(
    fc.property(value, (data) => {
      const text = JSON.stringify(data).replaceAll("1.5", "1.50");
      const kept = JSON.parse(JSON.stringify(toKept(parseJson(text))));
      expect(writeJson(fromKept(kept))).toBe(text);
    }),
  );
});
