/*
 * The one module that loads gray-matter, and only for front matter that is more than plain `key: value` lines: it costs
 * 10 ms of every start. Its options are always given: without them it caches (a parse error is thrown once, then
 * becomes {}) and evaluates code (`---js`). Read with js-yaml's core schema, dates stay text.
 */
import { createRequire } from "node:module";
import type { GrayMatterOption } from "gray-matter";
import { CORE_SCHEMA, load } from "js-yaml";

type Matter = (input: string, options: GrayMatterOption<string, never>) => { readonly data: unknown };

const refuse = () => {
  throw new Error("front matter that is code is never evaluated");
};

const options = {
  language: "yaml",
  engines: {
    // What it hands over begins with the end of the line of dashes: without it, lines count as in the file.
    yaml: (text: string) =>
      (load(text.slice(text.indexOf("\n") + 1), { schema: CORE_SCHEMA }) ?? {}) as object,
    ...{ js: refuse, javascript: refuse, json: refuse, coffee: refuse, cson: refuse, toml: refuse },
  },
} as GrayMatterOption<string, never>;

let matter: Matter | undefined;

/** What a front matter's YAML says. Throws js-yaml's YAMLException, its lines counted from 0. */
export function readFrontMatterYaml(yaml: string): unknown {
  matter ??= createRequire(import.meta.url)("gray-matter") as Matter;
  return matter(`---\n${yaml}\n---\n`, options).data;
}
