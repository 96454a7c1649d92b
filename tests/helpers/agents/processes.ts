import { spawn } from "node:child_process";
import { randomUUID } from "node:crypto";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { afterEach, beforeEach } from "@jest/globals";

/** A new token for processes to carry. */
export const newToken = () => randomUUID();

/** A folder of the test's own; call `remove` after it. */
export function tempDir(): { readonly dir: string; remove(): void } {
  const dir = mkdtempSync(join(tmpdir(), "agentic-test-"));
  return { dir, remove: () => rmSync(dir, { recursive: true, force: true }) };
}

/** A folder of each test's own, removed after it. To be called where the tests are described. */
export function tempDirOfEach(): { readonly dir: string } {
  let temp = { dir: "", remove() {} };
  beforeEach(() => {
    temp = tempDir();
  });
  afterEach(() => temp.remove());
  return {
    get dir() {
      return temp.dir;
    },
  };
}

/** Waits until `holds` returns something truthy; fails after 10 s. */
export async function until<T>(holds: () => T | undefined | false | null): Promise<T> {
  const giveUpAt = Date.now() + 10_000;
  for (;;) {
    const value = holds();
    if (value) return value;
    if (Date.now() > giveUpAt) throw new Error(`never happened: ${holds}`);
    await delay(5);
  }
}

/** A file's text, or undefined while there is none. */
export function textOf(file: string): string | undefined {
  try {
    return readFileSync(file, "utf8");
  } catch {
    return undefined;
  }
}

/** Whether a process lives and is no zombie (Linux). */
export function isAlive(pid: number): boolean {
  const state = stateOf(pid);
  return state !== undefined && state !== "Z" && state !== "X";
}

/** The state letter of a process (Linux), undefined if there is none. */
export function stateOf(pid: number): string | undefined {
  return textOf(`/proc/${pid}/stat`)?.split(") ")[1]?.[0];
}

/** Starts a shell script in a session of its own, whose processes carry `token`. Resolves to its pid. */
export function startScript(script: string, token: string, cwd: string): number {
  const env = { PATH: process.env.PATH ?? "", AGENTIC_SDLC_TOKEN: token };
  const child = spawn("/bin/sh", ["-c", script], { cwd, env, detached: true, stdio: "ignore" });
  child.unref();
  return child.pid!;
}
