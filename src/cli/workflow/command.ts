import { isWorkflowFile } from "../../app/view/is-workflow-file.ts";
import { listWorkflows, storyWorkflow } from "../../app/view/workflows.ts";
import { storyWorkflowYaml } from "../../domain/definition/story/builtin.ts";
import { ExitCode } from "../../domain/exit-code.ts";
import type { CommandContext } from "../context.ts";
import { printJson } from "../json.ts";
import { table } from "../table.ts";

/** Lists the story workflows (the built-in ones and the project's own), and the workflow files of the project. */
export async function workflowList(ctx: CommandContext): Promise<ExitCode> {
  const list = await listWorkflows(ctx.cwd);
  if (ctx.json) {
    printJson(ctx, { workflows: list });
  } else {
    const rows = list.map(({ name, source, steps, problems }) => {
      const wrong = `wrong, see: agentic-sdlc workflow validate ${source}`;
      return [name, problems > 0 ? wrong : steps.join(" → "), `(${source})`];
    });
    ctx.stdout.write(`${table(rows, "").join("\n")}\n`);
  }
  return ExitCode.ok;
}

/**
 * Prints one as the YAML that would define it; a workflow file as it stands. Throws UserError (exit 2) for an unknown
 * name, and for a file that could not run.
 */
export async function workflowShow(ctx: CommandContext, name: string): Promise<ExitCode> {
  if (isWorkflowFile(ctx, name)) return (await import("./file.ts")).workflowFileShow(ctx, name);
  const { workflow, source, hash } = await storyWorkflow(ctx.cwd, name);
  if (ctx.json) printJson(ctx, { workflow, source, hash });
  else ctx.stdout.write(storyWorkflowYaml(workflow));
  return ExitCode.ok;
}
