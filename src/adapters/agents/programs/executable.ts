import { isAbsolute, resolve } from "node:path";
import type { ProgramConfig } from "../../../domain/config/config.ts";

/** What is started for a program: as config says, else by its own name. */
export function programCommand(
  { type, command }: ProgramConfig,
  root: string,
): { readonly command: string; readonly args: readonly string[] } {
  const [program = type, ...args] = command ?? [];
  return { command: executable(program, root), args };
}

/** A program as config names it, for `supervise`: with a slash it is relative to `root`, the project's. */
export function executable(program: string, root: string): string {
  return isAbsolute(program) || !/[\\/]/.test(program) ? program : resolve(root, program);
}
