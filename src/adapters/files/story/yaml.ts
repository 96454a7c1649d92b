/* The module that imports yaml. */
import { createRequire } from "node:module";
import type * as Yaml from "yaml";

const require = createRequire(import.meta.url);

/**
 * The yaml package, loaded at the first call: it costs more than all else that a reading command loads. A `require`,
 * because a story is changed without giving way to anything in between.
 */
export function yamlPackage(): typeof Yaml {
  return require("yaml") as typeof Yaml;
}
