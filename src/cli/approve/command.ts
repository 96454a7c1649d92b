import type { ExitCode } from "../../domain/exit-code.ts";
import type { CommandContext } from "../context.ts";
import { openProject } from "../project.ts";
import { runNamed } from "../run/find.ts";
import { decideNode } from "../run/workflow/decide.ts";
import { wholeStory } from "../story/find.ts";
import { openGate } from "../story/gate.ts";
import { tell } from "../story/tell.ts";

/** Opens the gate that a story, or a workflow file's run, waits at. Throws UserError (exit 2) where it waits at none, or at another. */
export async function approve(
  ctx: CommandContext,
  name: string,
  asked: string | undefined,
): Promise<ExitCode> {
  const project = await openProject(ctx);
  const run = runNamed(project, name);
  if (run) return decideNode(ctx, project, run, asked, { type: "approved" });
  const story = wholeStory(project, name);
  const gate = openGate(project, story, asked);
  return tell(ctx, project, story, { type: "approved", gate }, `${gate} is approved`);
}
