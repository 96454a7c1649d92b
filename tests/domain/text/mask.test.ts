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

describe("what is in a secret", () => {
  const key =
    '-----BEGIN PRIVATE KEY-----\nMIIEvQIBADANBgkqhkiG\nZm9v"YmFy\\YmF6\n-----END PRIVATE KEY-----\n';
  const json = JSON.stringify({
    kind: "x",
    id: "f871b60d0617be19",
    pin: 1234567890,
    a: [{ private_key: key }],
  });
  const mask = makeMask([json]);
  const hides = (text: string, ...parts: readonly string[]) => {
    const masked = mask(text);
    for (const part of parts) expect(masked).not.toContain(part);
    expect(masked).toContain("***");
  };

  it("is hidden, too: the texts and numbers of its JSON, whatever prints them", () => {
    hides(key, "MIIEvQ", 'Zm9v"');
    hides(JSON.stringify(JSON.parse(json), null, 1), "MIIEvQ", "Zm9v", "f871b60d", "1234567890");
    hides("id: f871b60d0617be19, pin: 1234567890.", "f871", "12345");
    for (const line of key.trim().split("\n").slice(1, -1)) expect(mask(line)).toBe("***");
    expect(mask('{"private_key": "kind"} -----BEGIN PRIVATE KEY-----')).toBe(
      '{"private_key": "kind"} -----BEGIN PRIVATE KEY-----',
    );
  });

  it("is hidden in JSON that is a text of JSON, as agents' programs write what they read", () => {
    let text = JSON.stringify({ private_key: key });
    for (let depth = 0; depth < 3; depth++) {
      text = JSON.stringify({ content: [text] });
      hides(text, "MIIEvQ", "Zm9v", "YmF6");
    }
    hides(key.replaceAll("Z", "\\u005a").replaceAll("/", "\\/"), "m9v");
  });

  it("is hidden where `\\n` is expanded, or was not", () => {
    const inOneLine = makeMask([key.replaceAll("\\", "").replaceAll("\n", "\\n")]);
    expect(inOneLine(key.replaceAll("\\", ""))).not.toMatch(/MIIE|Zm9v/);
    expect(makeMask([key])(JSON.stringify(key))).not.toMatch(/MIIE|Zm9v/);
  });

  it("is hidden where it is decoded: base64 of a key, a URL's password", () => {
    expect(makeMask([Buffer.from(json).toString("base64")])(key)).not.toMatch(/MIIE|Zm9v/);
    expect(makeMask(["postgres://me:p%40ss-w0rd@db/x"])("p@ss-w0rd, p%40ss-w0rd, me, db")).toBe(
      "***, ***, me, db",
    );
  });

  it.each([
    ["encodeURI", encodeURI],
    [
      "percent and capitals mixed",
      (text: string) => encodeURIComponent(text).replace(/%2[0-9A-F]/g, (it) => it.toLowerCase()),
    ],
    ["a form's", (text: string) => new URLSearchParams({ q: text }).toString()],
    [
      "every byte",
      (text: string) => [...Buffer.from(text)].map((it) => `%${it.toString(16).padStart(2, "0")}`).join(""),
    ],
  ])("is hidden in a URL: %s", (_, encode) => {
    for (const value of ["grün & blau/käse 1+1", 'p@ss "w/rd"+\\x?'])
      expect(makeMask([value])(`<${encode(value)}>`)).toMatch(/^<(q=)?\*\*\*>$/);
  });
});

describe("base64 in lines", () => {
  const value = Array.from({ length: 20 }, (_, i) => `part${i}-${(i * 7919).toString(36)}~`).join("");
  const mask = makeMask([value]);
  const broken = (text: string, length: number, end: string) =>
    Buffer.from(text)
      .toString("base64")
      .match(new RegExp(`.{1,${length}}`, "g"))!
      .join(end);

  it.each([
    [76, "\n"],
    [64, "\r\n"],
    [60, "\n    "],
    [76, " "],
    [76, "\\n"],
  ])("of %i characters, ended by %j, is hidden wherever the secret begins", (length, end) => {
    for (const before of ["", "u", "us", "x".repeat(50)]) {
      const text = broken(`${before}${value} and more`, length, end);
      // The first and the last group hold what is around it, too.
      expect(mask(text).replace("***", "").length).toBeLessThan(
        broken(`${before} and more`, length, end).length + 8,
      );
    }
  });

  it("is hidden also where only one of the lines is seen", () => {
    for (const before of ["", "u", "us"])
      for (const line of broken(`${before}${value}`, 76, "\n").split("\n").slice(0, -1))
        expect(mask(line)).toMatch(/^.{0,3}\*\*\*$/);
    expect(broken(value, 76, "\n").split("\n").map(mask)).toEqual([
      "***",
      "***",
      "***",
      expect.not.stringMatching(/.{8}/),
    ]);
  });
});

it("takes time that grows with the text alone, whatever the text and the secrets", () => {
  const values = Array.from({ length: 200 }, (_, i) => `${"a".repeat(50)}${i}`);
  const mask = makeMask([JSON.stringify(values), "a".repeat(4000), `${"\\".repeat(400)}b`]);
  const began = performance.now();
  for (const unit of ["a", "\\", "%41", "QUFB\n", '\\"']) mask(unit.repeat((512 * 1024) / unit.length));
  expect(performance.now() - began).toBeLessThan(10_000);
}, 60_000);
