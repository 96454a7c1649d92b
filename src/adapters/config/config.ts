import { join } from "node:path";
import { checkAgents } from "../../domain/config/check.ts";
import type { Config } from "../../domain/config/config.ts";
import { validate } from "../../domain/config/validate.ts";
import { sha256 } from "../files/durable/sha256.ts";
import { configSchema } from "./schema/keys.ts";
import { parseJson } from "./source/json.ts";
import type { Source } from "./source/position.ts";
import { type FileProblem, locate, problemsError, unreadable } from "./source/problems.ts";
import { readTextFile } from "./source/text-file.ts";

/** The config's place in a project. */
export const configFile = ".agentic-sdlc.json";

/** A project's config. */
export interface LoadedConfig {
  readonly config: Config;
  /** sha256 (hex) of the file's bytes; of nothing when there is no file. */
  readonly hash: string;
  /** Absolute path, also when it does not exist. */
  readonly file: string;
  readonly exists: boolean;
}

/** A config with what is wrong in it; its values are of use only when nothing is. */
export interface ReadConfig extends LoadedConfig {
  readonly source: Source;
  readonly problems: readonly FileProblem[];
}

/**
 * Reads `.agentic-sdlc.json` under `root`; without one, the defaults. Steps and workflows it names are not looked up:
 * `loadSettings` does.
 * @throws UserError exit 2 with all problems at once.
 */
export function loadConfig(root: string): LoadedConfig {
  const { problems, config, hash, file, exists } = readConfig(root);
  if (problems.length > 0) throw problemsError(problems);
  return { config, hash, file, exists };
}

/** As `loadConfig`, but tells what is wrong instead of throwing; falls back to the defaults then. */
export function readConfig(root: string): ReadConfig {
  const file = join(root, configFile);
  let text: string | undefined;
  try {
    text = readIfThere(file);
    const source = parseJson(text ?? "{}");
    const { value, findings } = validate(configSchema, source.value);
    const config = (value ?? defaultConfig()) as Config;
    const all = [...findings, ...checkAgents(source.value)];
    return {
      config: all.length === 0 ? config : defaultConfig(),
      hash: sha256(text ?? ""),
      file,
      exists: text !== undefined,
      source,
      problems: locate(configFile, source, all),
    };
  } catch (error) {
    const source = { value: {}, position: () => undefined };
    const hash = sha256(text ?? "");
    const problems = [unreadable(configFile, error)];
    return { config: defaultConfig(), hash, file, exists: true, source, problems };
  }
}

/** The config of a project that has no file. */
export function defaultConfig(): Config {
  return validate(configSchema, {}).value as Config;
}

function readIfThere(file: string): string | undefined {
  try {
    return readTextFile(file);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return undefined;
    throw error;
  }
}
