import { randomUUID } from "node:crypto";
import { tmpdir } from "node:os";
import { safeLine } from "../../domain/text/safe.ts";
import { supervise } from "../process/start/supervise.ts";
import { quietEnvironment } from "./environment.ts";

/** What a program answered to `--version`, or why there is no answer. */
export type Version = { readonly version: string } | { readonly problem: string };

const limitMs = 5000;

/**
 * Asks a program for its version, outside the project. Resolves after 5 s at the latest, the program and all it started
 * ended; never rejects. `command`: a name that is looked up in `env`'s PATH, or an absolute path.
 */
export async function versionOf(
  command: string,
  args: readonly string[],
  env: Readonly<Record<string, string | undefined>>,
): Promise<Version> {
  const token = randomUUID();
  const late = new AbortController();
  const timer = setTimeout(() => late.abort("now"), limitMs);
  const ended = await supervise({
    command,
    args: [...args, "--version"],
    env: { ...quietEnvironment(env, []), AGENTIC_SDLC_TOKEN: token },
    cwd: tmpdir(),
    token,
    wallMs: 2 * limitMs,
    silenceMs: 2 * limitMs,
    signal: late.signal,
  });
  clearTimeout(timer);
  if (ended.message !== undefined) return { problem: ended.message };
  if (ended.reason !== "exit") return { problem: `no answer to --version within ${limitMs / 1000} s` };
  const said = `${ended.stdout}\n${ended.stderr}`;
  const version = /\d+\.\d+[\w.+-]*/.exec(said)?.[0];
  if (ended.exitCode === 0 && version !== undefined) return { version };
  const line = safeLine(said.trim().split("\n").at(-1) ?? "").slice(0, 200);
  return {
    problem: `no version: exit code ${ended.exitCode ?? ended.signal}${line === "" ? "" : `, ${line}`}`,
  };
}
