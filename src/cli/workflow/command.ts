import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { loadWorkflows } from "../../adapters/config/workflow/story-workflows.ts";
import { storyWorkflowYaml } from "../../domain/definition/story/builtin.ts";
import { ExitCode } from "../../domain/exit-code.ts";
import type { CommandContext } from "../context.ts";
import { printJson } from "../json.ts";
import { findBoardRoot } from "../root.ts";
import { isWorkflowFile } from "../run/workflow/is-file.ts";
import { table } from "../table.ts";

/** Where workflow files usually are, relative to the project's root; they may be anywhere. */
const filesDir = "workflows";

/** Lists the story workflows (the built-in ones and the project's own), and the workflow files of the project. */
export async function workflowList(ctx: CommandContext): Promise<ExitCode> {
  const set = await workflows(ctx);
  const stories = set.names.map((name) => {
    const { workflow, source } = set.get(name);
    return { name, kind: "story", source, steps: workflow.steps.map((step) => step.id), problems: 0 };
  });
  const list = [...stories, ...(await workflowFiles(findBoardRoot(ctx.cwd) ?? ctx.cwd))];
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

async function workflowFiles(root: string) {
  const dir = join(root, filesDir);
  const names = existsSync(dir) ? readdirSync(dir).filter((name) => /^[^.].*\.ya?ml$/.test(name)) : [];
  if (names.length === 0) return [];
  const files = names.sort().map((name) => `${filesDir}/${name}`);
  return (await import("./file.ts")).workflowFileList(root, files);
}

/**
 * Prints one as the YAML that would define it; a workflow file as it stands. Throws UserError (exit 2) for an unknown
 * name, and for a file that could not run.
 */
export async function workflowShow(ctx: CommandContext, name: string): Promise<ExitCode> {
  if (isWorkflowFile(ctx, name)) return (await import("./file.ts")).workflowFileShow(ctx, name);
  const { workflow, source, hash } = (await workflows(ctx, { skipEmpty: true })).get(name);
  if (ctx.json) printJson(ctx, { workflow, source, hash });
  else ctx.stdout.write(storyWorkflowYaml(workflow));
  return ExitCode.ok;
}

function workflows(ctx: CommandContext, options: Parameters<typeof loadWorkflows>[1] = {}) {
  return loadWorkflows(findBoardRoot(ctx.cwd) ?? ctx.cwd, options);
}
