/** What a project and a machine already have, found by looking only: nothing is run. */
import { accessSync, constants, existsSync, readFileSync, statSync } from "node:fs";
import { delimiter, isAbsolute, join, resolve } from "node:path";

/** Coding agents people may have; which of them a version can drive itself is another matter. */
export const knownAgents = ["claude", "codex", "gemini", "opencode", "pi"] as const;

type Env = Readonly<Record<string, string | undefined>>;

/** The known agents that are on PATH. */
export function findAgents(env: Env): string[] {
  return knownAgents.filter((name) => findProgram(name, "/", env) !== undefined);
}

/**
 * The file that starting `name` would run: with a slash a path relative to `cwd`, otherwise looked up on PATH.
 * `undefined` when there is none, or it may not be executed.
 */
export function findProgram(name: string, cwd: string, env: Env): string | undefined {
  const hasFolder = name.includes("/") || (process.platform === "win32" && name.includes("\\"));
  const path = (env.PATH ?? env.Path ?? "").split(delimiter).filter(isAbsolute);
  const places = hasFolder ? [resolve(cwd, name)] : path.map((folder) => join(folder, name));
  const endings =
    process.platform === "win32" ? ["", ...(env.PATHEXT ?? ".COM;.EXE;.BAT;.CMD").split(";")] : [""];
  return places.flatMap((place) => endings.map((ending) => place + ending)).find(isExecutable);
}

/** The command that runs the project's tests, where its files give one away. */
export function detectCheck(root: string): string | undefined {
  const has = (file: string) => existsSync(join(root, file));
  const says = (file: string, pattern: RegExp) => pattern.test(readOr(join(root, file), ""));
  const script = testScript(root);
  if (script !== undefined && !script.includes("no test specified")) return `${packageManager(root)} test`;
  if (["GNUmakefile", "makefile", "Makefile"].some((file) => says(file, /^test\s*:(?!=)/m)))
    return "make test";
  if (has("Cargo.toml")) return "cargo test";
  if (has("go.mod")) return "go test ./...";
  if (has("pytest.ini") || ["pyproject.toml", "setup.cfg", "tox.ini"].some((file) => says(file, /pytest/))) {
    return "pytest";
  }
  return undefined;
}

function testScript(root: string): string | undefined {
  try {
    const { scripts } = JSON.parse(readOr(join(root, "package.json"), "{}")) as {
      scripts?: { test?: unknown };
    };
    return typeof scripts?.test === "string" ? scripts.test : undefined;
  } catch {
    return undefined;
  }
}

function packageManager(root: string): string {
  if (existsSync(join(root, "pnpm-lock.yaml"))) return "pnpm";
  return existsSync(join(root, "yarn.lock")) ? "yarn" : "npm";
}

function isExecutable(file: string): boolean {
  try {
    accessSync(file, constants.X_OK);
    return statSync(file).isFile();
  } catch {
    return false;
  }
}

function readOr(file: string, otherwise: string): string {
  try {
    return readFileSync(file, "utf8");
  } catch {
    return otherwise;
  }
}
