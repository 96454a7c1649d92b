/** What a project and a machine already have, found by looking only: nothing is run. */
import { existsSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { programTypes } from "../../domain/agent/types.ts";
import { findProgram } from "../process/platform/program.ts";

type Env = Readonly<Record<string, string | undefined>>;

/** The programs with adapters of their own that are on PATH, the preferred one first. */
export function findAgents(env: Env): string[] {
  return programTypes.filter((name) => lookUp(name, "/", env).missing === undefined);
}

/**
 * The file that starting `name` in the project at `root` would run, found as a run would find it: with a slash relative
 * to `root`, otherwise on PATH. Or what is in the way.
 */
export function lookUp(
  name: string,
  root: string,
  env: Env,
): { readonly file: string; readonly missing?: undefined } | { readonly missing: string } {
  const hasFolder = name.includes("/") || (process.platform === "win32" && name.includes("\\"));
  const given = Object.entries(env).filter((entry): entry is [string, string] => entry[1] !== undefined);
  return findProgram(hasFolder ? resolve(root, name) : name, [], Object.fromEntries(given));
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

function readOr(file: string, otherwise: string): string {
  try {
    return readFileSync(file, "utf8");
  } catch {
    return otherwise;
  }
}
