import { chmodSync, mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { ProgramConfig } from "../../../src/domain/config/config.ts";
import { fakeScript } from "./fakes.ts";

/** A shell script in `dir`/bin, which is then a program on PATH. */
export function putOnPath(dir: string, name: string, script: string): void {
  mkdirSync(join(dir, "bin"), { recursive: true });
  const file = join(dir, "bin", name);
  writeFileSync(file, `#!/bin/sh\n${script}\n`);
  chmodSync(file, 0o755);
}

/** A fake program on PATH, with a version, in the scenario of `FAKE_SCENARIO`. */
export function putFake(dir: string, type: ProgramConfig["type"], version: string): void {
  const answer = `[ "$1" = --version ] && { echo "${version}"; exit; }`;
  putOnPath(dir, type, `${answer}\nexec "${process.execPath}" "${fakeScript(type)}" "$@"`);
}

/** PATH with that folder alone: nothing of this machine is found. Scripts name their programs in full. */
export const pathOf = (dir: string): string => join(dir, "bin");
