import { readFileSync } from "node:fs";
import { basename, dirname, resolve } from "node:path";
import { problemsError } from "../../adapters/config/source/problems.ts";
import { readWorkflowFile, type WorkflowFile } from "../../adapters/config/workflow/file.ts";
import { ExitCode } from "../../domain/exit-code.ts";
import { safeLine, safeText } from "../../domain/text/safe.ts";
import type { CommandContext } from "../context.ts";
import { printJson } from "../json.ts";
import { findBoardRoot } from "../root.ts";
import { allFiles, graphOf, graphText } from "./graph.ts";

/** Says whether a workflow file can run. Exit 2, and everything that is wrong, where it cannot. */
export async function workflowValidate(ctx: CommandContext, path: string): Promise<ExitCode> {
  const { file, problems } = read(ctx, path);
  if (ctx.json) {
    const files = file ? allFiles(file).map(({ name }) => name) : [];
    printJson(ctx, { file: path, valid: file !== undefined, problems, files });
    return file ? ExitCode.ok : ExitCode.usage;
  }
  if (!file) throw problemsError(problems);
  const { steps, finally: last } = file.workflow;
  const count = steps.length + last.length;
  const children = allFiles(file).length - 1;
  const more = children === 0 ? "" : `, ${children} child ${children === 1 ? "file" : "files"}`;
  const said = `${safeLine(file.workflow.name)}, ${count} ${count === 1 ? "step" : "steps"}${more}`;
  ctx.stdout.write(`✓ ${safeLine(file.name)}: ${said}\n`);
  return ExitCode.ok;
}

/** Prints a workflow file. Throws UserError (exit 2) where something is wrong with it. */
export async function workflowFileShow(ctx: CommandContext, path: string): Promise<ExitCode> {
  const { file, problems } = read(ctx, path);
  if (!file) throw problemsError(problems);
  const { name, steps, finally: last } = file.workflow;
  const own = { name, steps: [...steps, ...last].map(({ id, type }) => ({ id, type })) };
  if (ctx.json) printJson(ctx, { workflow: own, source: file.name, hash: file.hash });
  else ctx.stdout.write(safeText(`${readFileSync(file.path, "utf8").trimEnd()}\n`));
  return ExitCode.ok;
}

/** Draws a workflow file with all files it starts. Throws UserError (exit 2) where something is wrong with it. */
export async function workflowGraph(ctx: CommandContext, path: string): Promise<ExitCode> {
  const { file, problems } = read(ctx, path);
  if (!file) throw problemsError(problems);
  if (ctx.json) printJson(ctx, { workflows: allFiles(file).map(graphOf) });
  else ctx.stdout.write(`${graphText(file).join("\n")}\n`);
  return ExitCode.ok;
}

function read(
  ctx: CommandContext,
  path: string,
): ReturnType<typeof readWorkflowFile> & { file?: WorkflowFile } {
  const root = findBoardRoot(dirname(resolve(ctx.cwd, path)));
  return readWorkflowFile(path, { from: ctx.cwd, root });
}

/** What a list says of workflow files: what is in order is named as it names itself, the rest by its file. */
export function workflowFileList(root: string, sources: readonly string[]) {
  return sources.map((source) => {
    const { file, problems } = readWorkflowFile(source, { from: root, root });
    const steps = file?.workflow.steps.map(({ id }) => id) ?? [];
    const name = file?.workflow.name ?? basename(source);
    return { name, kind: "file", source, steps, problems: problems.length };
  });
}
