import { isAbsolute, resolve } from "node:path";
import type { ProgramConfig } from "../../../domain/config/config.ts";

/** What is started for a program: as config says, else by its own name. A path is relative to the project's root. */
export function programCommand(
  { type, command }: ProgramConfig,
  root: string,
): { readonly command: string; readonly args: readonly string[] } {
  const [program = type, ...args] = command ?? [];
  const isName = isAbsolute(program) || !/[\\/]/.test(program);
  return { command: isName ? program : resolve(root, program), args };
}
