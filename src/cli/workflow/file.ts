import { fileIn, fileText, readFile, validateFile } from "../../app/view/workflow-file.ts";
import { ExitCode } from "../../domain/exit-code.ts";
import { safeLine, safeText } from "../../domain/text/safe.ts";
import type { CommandContext } from "../context.ts";
import { printJson } from "../json.ts";
import { allFiles, graphOf, graphText } from "./graph.ts";

/** Says whether a workflow file can run. Exit 2, and everything that is wrong, where it cannot. */
export async function workflowValidate(ctx: CommandContext, path: string): Promise<ExitCode> {
  const read = validateFile(ctx.cwd, path);
  if (ctx.json) {
    const files = read.file ? allFiles(read.file).map(({ name }) => name) : [];
    printJson(ctx, { file: path, valid: read.file !== undefined, problems: read.problems, files });
    return read.file ? ExitCode.ok : ExitCode.usage;
  }
  const file = fileIn(read);
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
  const file = readFile(ctx.cwd, path);
  const { name, steps, finally: last } = file.workflow;
  const own = { name, steps: [...steps, ...last].map(({ id, type }) => ({ id, type })) };
  if (ctx.json) printJson(ctx, { workflow: own, source: file.name, hash: file.hash });
  else ctx.stdout.write(safeText(`${fileText(file).trimEnd()}\n`));
  return ExitCode.ok;
}

/** Draws a workflow file with all files it starts. Throws UserError (exit 2) where something is wrong with it. */
export async function workflowGraph(ctx: CommandContext, path: string): Promise<ExitCode> {
  const file = readFile(ctx.cwd, path);
  if (ctx.json) printJson(ctx, { workflows: allFiles(file).map(graphOf) });
  else ctx.stdout.write(`${graphText(file).join("\n")}\n`);
  return ExitCode.ok;
}
