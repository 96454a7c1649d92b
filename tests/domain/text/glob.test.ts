import { describe, expect, it } from "@jest/globals";
import fc from "fast-check";
import { matchesGlob } from "../../../src/domain/text/glob.ts";

describe("a glob", () => {
  it.each([
    [".github/**", ".github/workflows/ci.yml"],
    ["**/ci.yml", "ci.yml"],
    ["**/ci.yml", "a/b/ci.yml"],
    ["a/**/b", "a/b"],
    ["a/**/b", "a/x/y/b"],
    ["*.yml", ".hidden.yml"],
    ["a?c", "abc"],
    ["./docs/", "docs/x/y"],
    ["a+(b)[c].{d}", "a+(b)[c].{d}"],
    ["**", "a\nb/c"],
  ])("%s matches %s", (glob, path) => expect(matchesGlob(["none", glob], path)).toBe(true));

  it.each([
    [".github/**", ".github"],
    [".github/**", "x/.github/ci.yml"],
    ["*.yml", "a/b.yml"],
    ["a?c", "a/c"],
    ["a.c", "abc"],
    ["Jenkinsfile", "Jenkinsfile.old"],
  ])("%s does not match %s", (glob, path) => expect(matchesGlob([glob], path)).toBe(false));

  it("answers at once, however many stars", () => {
    const started = process.cpuUsage().user;
    matchesGlob(["**/*a*a*a*a*a*a*b"], `${"a".repeat(100)}/`.repeat(3));
    expect(process.cpuUsage().user - started).toBeLessThan(1e6);
  });
});

describe("any glob", () => {
  const toRegExp = (glob: string) =>
    new RegExp(
      `^${glob
        .split(/(\*\*\/|\*\*|\*|\?)/)
        .map((p) => ({ "**/": "(?:.*/)?", "**": ".*", "*": "[^/]*", "?": "[^/]" })[p] ?? p)
        .join("")}$`,
      "s",
    );

  it("matches what its regular expression does", () => {
    const word = (...chars: string[]) =>
      fc.array(fc.constantFrom(...chars), { maxLength: 7 }).map((c) => c.join(""));
    fc.assert(
      fc.property(word("a", "/", "b"), word("a", "/", "*", "**", "**/", "?"), (path, glob) => {
        fc.pre(!/^\.?\/|\/$/.test(glob));
        expect(matchesGlob([glob], path)).toBe(toRegExp(glob).test(path));
      }),
      { numRuns: 2000 },
    );
  });
});
