import { type OpenOptions, openProject, type Project } from "../app/open.ts";
import type { CommandContext } from "./context.ts";

/** Opens the project the command was typed in; damage is told on standard error. Throws UserError (exit 2). */
export function openHere(ctx: CommandContext, { takeOver = false }: OpenOptions = {}): Promise<Project> {
  const { cwd, env, now, stderr } = ctx;
  const warn = (text: string) => stderr.write(`Warning: ${text}\n`);
  return openProject({ cwd, env, now }, { takeOver, warn });
}
