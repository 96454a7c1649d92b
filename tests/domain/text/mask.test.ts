import { describe, expect, it } from "@jest/globals";
import fc from "fast-check";
import { makeMask, secretValues } from "../../../src/domain/text/mask.ts";

const secret = 'p@ss "wörd"/+\\x';

describe("makeMask", () => {
  it.each([
    ["as it is", secret],
    ["JSON", JSON.stringify(secret).slice(1, -1)],
    ["URL", encodeURIComponent(secret)],
    ["URL in small letters", encodeURIComponent(secret).replace(/%../g, (code) => code.toLowerCase())],
    ["form", encodeURIComponent(secret).replaceAll("%20", "+")],
    ["base64", Buffer.from(secret).toString("base64")],
    ["base64url", Buffer.from(secret).toString("base64url")],
  ])("hides a secret: %s", (_, form) => {
    expect(makeMask([secret])(`a ${form} b ${form}`)).toBe("a *** b ***");
  });

  it("hides it inside longer base64, wherever it begins", () => {
    for (const before of ["", "u", "us", "user:"]) {
      const text = Buffer.from(`${before}${secret} and more`).toString("base64");
      const masked = makeMask([secret])(text);
      expect(masked).toContain("***");
      // What is left around it decides no whole character of the secret.
      expect(masked.replace("***", "").length).toBeLessThanOrEqual(
        text.length - Math.floor((secret.length * 8) / 6) + 2,
      );
    }
  });

  it("leaves the rest of the text alone, short values too", () => {
    expect(makeMask(["1234567", ""])("1234567 stays")).toBe("1234567 stays");
    expect(makeMask([])("stays $& stays")).toBe("stays $& stays");
    expect(makeMask(["s3cret-value"])("say $& s3cret-value.")).toBe("say $& ***.");
  });

  it("hides overlapping secrets whole, the longer one first", () => {
    expect(makeMask(["abcdefgh", "abcdefghijkl"])("abcdefghijkl")).toBe("***");
    expect(makeMask(["abcdefgh1234", "1234stuvwxyz"])("<abcdefgh1234stuvwxyz>")).toBe("<***>");
    expect(makeMask(["aaaaaaaa"])("aaaaaaaaaaaa")).toBe("***");
  });

  it("hides a secret of several lines line by line", () => {
    const mask = makeMask(["-----BEGIN-----\r\nMIIEowIBAAKCAQEA\n  c2hvcnQgbGluZQ==\nend\n"]);
    expect(mask("x MIIEowIBAAKCAQEA y c2hvcnQgbGluZQ== end")).toBe("x *** y *** end");
  });

  it("never lets a secret through, whatever surrounds it", () => {
    const value = fc.string({ unit: "binary", minLength: 8, maxLength: 30 }).filter((v) => !v.includes("*"));
    fc.assert(
      fc.property(
        fc.array(value, { minLength: 1, maxLength: 4 }),
        fc.string(),
        fc.string(),
        (values, before, after) => {
          const masked = makeMask(values)(before + values.join(after) + JSON.stringify(values) + after);
          for (const one of values) expect(masked).not.toContain(one);
        },
      ),
    );
  });
});

describe("secretValues", () => {
  const env = {
    API_KEY: "key-12345678",
    npm_config_token: "token-12345678",
    DB_PASSWORD: "short",
    PATH: "/usr/local/bin:/usr/bin",
    KEYBOARD: "not-a-secret",
    AGENTIC_SDLC_TOKEN: "our-own-mark",
    EMPTY_KEY: undefined,
    OTHER_KEY: "key-12345678",
  };

  it("takes variables by name pattern, in any case, long enough, each value once", () => {
    expect(secretValues(env, ["*KEY", "*TOKEN", "*SECRET", "*PASSWORD"])).toEqual([
      "key-12345678",
      "token-12345678",
    ]);
  });

  it("reads `*` as anything and everything else as itself", () => {
    expect(secretValues(env, ["KEY*"])).toEqual(["not-a-secret"]);
    expect(secretValues(env, [".*KEY", "PAT[H]", "PA?H", ""])).toEqual([]);
    expect(secretValues({ "A.B": "12345678" }, ["a.b"])).toEqual(["12345678"]);
  });
});
