import { readFileSync } from "node:fs";
import { basename, dirname, resolve } from "node:path";
import { problemsError } from "../../adapters/config/source/problems.ts";
import {
  type ReadWorkflowFile,
  readWorkflowFile,
  type WorkflowFile,
} from "../../adapters/config/workflow/file.ts";
import { findBoardRoot } from "../root.ts";

/** A story workflow, or a workflow file, as a list shows it. */
export interface WorkflowBrief {
  readonly name: string;
  readonly kind: "story" | "file";
  /** `built in`, or the file. */
  readonly source: string;
  readonly steps: readonly string[];
  /** How much is wrong with it. */
  readonly problems: number;
}

/** Reads a workflow file, with all that it starts; or tells all that is wrong with them. Runs nothing, never throws. */
export function validateFile(cwd: string, path: string): ReadWorkflowFile {
  return readWorkflowFile(path, { from: cwd, root: findBoardRoot(dirname(resolve(cwd, path))) });
}

/** As `validateFile`; throws UserError (exit 2) where something is wrong. */
export function readFile(cwd: string, path: string): WorkflowFile {
  return fileIn(validateFile(cwd, path));
}

/** The file that was read. Throws UserError (exit 2), naming everything that is wrong. */
export function fileIn({ file, problems }: ReadWorkflowFile): WorkflowFile {
  if (file) return file;
  throw problemsError(problems);
}

/** A workflow file's text, as it stands. */
export function fileText({ path }: WorkflowFile): string {
  return readFileSync(path, "utf8");
}

/** What a list says of a file: what is in order is named as it names itself, the rest by its file. */
export function briefOf(root: string, source: string): WorkflowBrief {
  const { file, problems } = readWorkflowFile(source, { from: root, root });
  const steps = file?.workflow.steps.map(({ id }) => id) ?? [];
  const name = file?.workflow.name ?? basename(source);
  return { name, kind: "file", source, steps, problems: problems.length };
}
