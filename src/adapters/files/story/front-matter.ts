/*
 * The one module that loads gray-matter and js-yaml, and only for front matter that is more than plain `key: value`
 * lines: they cost 15 ms of every start. gray-matter's options are always given: without them it caches (a parse error
 * is thrown once, then becomes {}) and evaluates code (`---js`). Read with js-yaml's core schema, dates stay text.
 */
import { createRequire } from "node:module";
import type { GrayMatterOption } from "gray-matter";
import type * as JsYaml from "js-yaml";

type Matter = (input: string, options: GrayMatterOption<string, never>) => { readonly data: unknown };

const require = createRequire(import.meta.url);

let parse: ((yaml: string) => unknown) | undefined;

/** What a front matter's YAML says. Throws js-yaml's YAMLException, its lines counted from 0. */
export function readFrontMatterYaml(yaml: string): unknown {
  parse ??= loadParser();
  return parse(yaml);
}

/** What js-yaml says of bad YAML; undefined for errors of another kind. Known by name: it may not have been loaded. */
export function asYamlError(error: unknown): JsYaml.YAMLException | undefined {
  return error instanceof Error && error.name === "YAMLException"
    ? (error as JsYaml.YAMLException)
    : undefined;
}

function loadParser(): (yaml: string) => unknown {
  const matter = require("gray-matter") as Matter;
  const { CORE_SCHEMA, load } = require("js-yaml") as typeof JsYaml;
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
  return (yaml) => matter(`---\n${yaml}\n---\n`, options).data;
}
