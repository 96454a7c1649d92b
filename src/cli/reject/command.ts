import type { ExitCode } from "../../domain/exit-code.ts";
import type { CommandContext } from "../context.ts";
import { openProject } from "../project.ts";
import { runNamed } from "../run/find.ts";
import { decideNode } from "../run/workflow/decide.ts";
import { wholeStory } from "../story/find.ts";
import { openGate } from "../story/gate.ts";
import { tell } from "../story/tell.ts";

/** Refuses at the gate that a story waits at: its action is done again; or a run's: it fails. Throws UserError (exit 2) where it waits at none. */
export async function reject(
  ctx: CommandContext,
  name: string,
  asked: string | undefined,
  reason: string,
): Promise<ExitCode> {
  const project = await openProject(ctx);
  const run = runNamed(project, name);
  if (run) return decideNode(ctx, project, run, asked, { type: "rejected", reason });
  const story = wholeStory(project, name);
  const gate = openGate(project, story, asked);
  return tell(ctx, project, story, { type: "rejected", gate, reason }, `${gate} is done again: ${reason}`);
}
