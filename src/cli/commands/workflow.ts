import { loadWorkflows } from "../../adapters/config/workflows.ts";
import { storyWorkflowYaml } from "../../domain/builtin-workflows.ts";
import { ExitCode } from "../../domain/exit-code.ts";
import type { CommandContext } from "../context.ts";
import { printJson } from "../json.ts";
import { findBoardRoot } from "../root.ts";

/** Lists the story workflows: the built-in ones and, where there is a board, its own. */
export async function workflowList(ctx: CommandContext): Promise<ExitCode> {
  const set = await workflows(ctx);
  const list = set.names.map((name) => {
    const { workflow, source } = set.get(name);
    return { name, source, steps: workflow.steps.map((step) => step.id) };
  });
  if (ctx.json) {
    printJson(ctx, { workflows: list });
  } else {
    const width = Math.max(...list.map(({ name }) => name.length));
    for (const { name, source, steps } of list) {
      ctx.stdout.write(`${name.padEnd(width)}  ${steps.join(" → ")}  (${source})\n`);
    }
  }
  return ExitCode.ok;
}

/** Prints one as the YAML that would define it. Throws UserError (exit 2) for an unknown name. */
export async function workflowShow(ctx: CommandContext, name: string): Promise<ExitCode> {
  const { workflow, source, hash } = (await workflows(ctx, { skipEmpty: true })).get(name);
  if (ctx.json) printJson(ctx, { workflow, source, hash });
  else ctx.stdout.write(storyWorkflowYaml(workflow));
  return ExitCode.ok;
}

function workflows(ctx: CommandContext, options: Parameters<typeof loadWorkflows>[1] = {}) {
  return loadWorkflows(findBoardRoot(ctx.cwd) ?? ctx.cwd, options);
}
