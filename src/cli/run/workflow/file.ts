import { realpathSync, statSync } from "node:fs";
import { join, relative, resolve, sep } from "node:path";
import { problemsError } from "../../../adapters/config/source/problems.ts";
import { readWorkflowFile, type WorkflowFile } from "../../../adapters/config/workflow/file.ts";
import { UserError } from "../../../domain/errors.ts";
import { ExitCode } from "../../../domain/exit-code.ts";
import type { RunScope } from "../../../domain/journal/run-record.ts";
import type { CommandContext } from "../../context.ts";

/** The scope of a workflow file's run. Throws UserError (exit 2) for a file outside the project. */
export function workflowScope(
  { cwd }: CommandContext,
  root: string,
  target: string,
): Extract<RunScope, { kind: "workflow" }> {
  const path = resolve(cwd, target);
  const real = statSync(path, { throwIfNoEntry: false }) ? realpathSync(path) : path;
  const file = relative(realpathSync(root), real).split(sep).join("/");
  if (file.startsWith("../") || file === "..") {
    throw new UserError(ExitCode.usage, `${target} is not in this project`, {
      why: `The project's root is ${root}; what a run does is kept there.`,
      fix: "Copy it into the project, or type the command in the project it belongs to",
    });
  }
  return { kind: "workflow", file };
}

/** Reads a run's file with all that it starts. Throws UserError (exit 2) naming everything that is wrong. */
export function readRunFile(root: string, { file }: Extract<RunScope, { kind: "workflow" }>): WorkflowFile {
  const read = readWorkflowFile(join(root, file), { from: root, root });
  if (read.file) return read.file;
  throw problemsError(read.problems);
}
