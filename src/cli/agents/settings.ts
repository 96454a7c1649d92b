import { loadSettings, type Settings } from "../../adapters/config/settings.ts";
import type { CommandContext } from "../context.ts";
import { findBoardRoot } from "../root.ts";

/** The project's settings; without a board, those of a project that says nothing. Throws UserError (exit 2). */
export async function agentSettings({
  cwd,
}: Pick<CommandContext, "cwd">): Promise<Settings & { root: string }> {
  const root = findBoardRoot(cwd) ?? cwd;
  return { root, ...(await loadSettings(root)) };
}
