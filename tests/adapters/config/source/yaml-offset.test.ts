import { describe, expect, it } from "@jest/globals";
import fc from "fast-check";
import { parseYaml } from "../../../../src/adapters/config/source/yaml.ts";

/** The character of the file at the position of `MARK` in the text under `key`. */
function found(yaml: string, path: (string | number)[] = ["key"]) {
  const source = parseYaml(yaml);
  let text: unknown = source.value;
  for (const key of path) text = (text as Record<string | number, unknown>)[key];
  const { line, column } = source.position(path, String(text).indexOf("MARK"))!;
  return yaml.split("\n")[line - 1]?.slice(column - 1, column + 3);
}

describe("a place in a YAML text", () => {
  it.each([
    ["plain", "key: some text MARK here"],
    ["plain, on several lines", "key: some text\n  goes on\n\n  and MARK here"],
    ["in single quotes", "key: 'it''s a # \"MARK\"'"],
    ["in single quotes, folded", "key: 'it''s\n\n  a MARK'"],
    ["in double quotes", 'key: "a\\t\\"\\x41\\u0041\\U0001F600\\\\ MARK"'],
    ["in double quotes, folded", 'key: "a\\\n  b\\n\n\n  c MARK"'],
    ["literal", "key: |\n  first\n    second MARK\n"],
    ["literal, with a header", "key: |2- # why\n   first\n\n  \n   MARK"],
    ["folded", "key: >+\n  first\n  second\n\n\n    third\n  MARK\n"],
    ["in a flow", "key: {a: [b, 'c MARK']}", "key", "a", 1],
    ["behind an alias", "a: &x |\n  hm\n  MARK\nkey: *x"],
    ["with Windows line ends", "key: |\r\n  first\r\n  MARK\r\n"],
  ])("%s", (_, yaml, ...path) => {
    expect(found(yaml, path.length > 0 ? path : ["key"])).toBe("MARK");
  });

  it("is found in any text, in every style", () => {
    const words = fc.array(
      fc.constantFrom("a", "it's", '"', "\\", " ", "  ", "\n", "\n\n", "#", "é👍", ":", "x"),
      {
        maxLength: 12,
      },
    );
    fc.assert(
      fc.property(words, words, (before, after) => {
        const text = `${before.join("")}MARK${after.join("")}`;
        const lines = `x${text}`.split("\n");
        expect(found(`key: ${JSON.stringify(text)}`)).toBe("MARK");
        expect(found(`key: |-\n${lines.map((line) => `   ${line}`).join("\n")}`)).toBe("MARK");
        expect(found(`key: >-\n${lines.map((line) => `   ${line}`).join("\n")}`)).toBe("MARK");
        const flat = text.replace(/\s+/g, " ").trim();
        expect(found(`key: '${flat.replaceAll("'", "''")}'`)).toBe("MARK");
      }),
    );
  });

  it("is the key's where the text is none, and the end's behind the end", () => {
    const { position } = parseYaml("a: 1\nkey: text");
    expect(position(["a"], 3)).toEqual({ line: 1, column: 1 });
    expect(position(["key"], 4)).toEqual({ line: 2, column: 10 });
    expect(position(["key"])).toEqual({ line: 2, column: 1 });
  });
});
