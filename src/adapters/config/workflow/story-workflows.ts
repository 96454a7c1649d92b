import { readdirSync, statSync } from "node:fs";
import { join } from "node:path";
import { suggestion } from "../../../domain/config/validate.ts";
import { builtinWorkflows } from "../../../domain/definition/story/builtin.ts";
import { checkWorkflow } from "../../../domain/definition/story/check.ts";
import type { StoryWorkflow } from "../../../domain/definition/story/definition.ts";
import type { LoadedWorkflow, WorkflowSet } from "../../../domain/definition/story/set.ts";
import { UserError } from "../../../domain/errors.ts";
import { canonicalJson } from "../../../domain/text/canonical.ts";
import { sha256 } from "../../files/durable/sha256.ts";
import { type FileProblem, locate, problemsError, unreadable } from "../source/problems.ts";
import { readTextFile } from "../source/text-file.ts";

/** Where a project keeps its own story workflows, relative to its root. */
export const workflowsDir = ".agentic-sdlc/workflows";

/** How workflow files are read. */
interface ReadOptions {
  /** An empty file is as good as none: the shell has emptied it, to write a workflow into it. */
  readonly skipEmpty?: boolean;
}

/**
 * The built-in story workflows, replaced and joined by `.agentic-sdlc/workflows/<name>.yaml`.
 * @throws UserError exit 2 with all problems of all files at once.
 */
export async function loadWorkflows(root: string, options: ReadOptions = {}): Promise<WorkflowSet> {
  const { set, problems } = await readWorkflows(root, options);
  if (problems.length > 0) throw problemsError(problems);
  return set;
}

/** As `loadWorkflows`, but tells what is wrong instead of throwing; the set is without the files that are wrong. */
export async function readWorkflows(
  root: string,
  { skipEmpty = false }: ReadOptions = {},
): Promise<{ set: WorkflowSet; problems: FileProblem[] }> {
  const byName = new Map(builtinWorkflows.map((workflow) => [workflow.name, loaded(workflow, "built in")]));
  const { files, problems } = workflowFiles(root);
  for (const [name, file] of files) {
    if (skipEmpty && statSync(join(root, file), { throwIfNoEntry: false })?.size === 0) continue;
    const { workflow, problems: its } = await readWorkflow(root, name, file);
    if (workflow) byName.set(name, loaded(workflow, file));
    problems.push(...its);
  }
  const names = [...byName.keys()];
  const get = (name: string) => {
    const found = byName.get(name);
    if (found) return found;
    throw new UserError(2, `Unknown workflow ${JSON.stringify(name)}`, { fix: suggestion(name, names) });
  };
  return { set: { get, names }, problems };
}

function workflowFiles(root: string): { files: Map<string, string>; problems: FileProblem[] } {
  const files = new Map<string, string>();
  const problems: FileProblem[] = [];
  for (const entry of list(root, problems)) {
    const [, name] = /^([^.].*)\.ya?ml$/.exec(entry) ?? [];
    if (name === undefined) continue;
    const file = `${workflowsDir}/${entry}`;
    const other = files.get(name);
    if (!/^[a-z][a-z0-9-]*$/.test(name)) {
      const fix = "Rename it to small letters, digits and `-`, a letter first";
      problems.push({ file, key: "", message: "the file's name cannot name a workflow", fix });
    } else if (other !== undefined) {
      problems.push({ file, key: "", message: `${other} defines ${name} too`, fix: "Remove one of them" });
    } else {
      files.set(name, file);
    }
  }
  return { files, problems };
}

function list(root: string, problems: FileProblem[]): string[] {
  try {
    return readdirSync(join(root, workflowsDir)).sort();
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "ENOENT") problems.push(unreadable(workflowsDir, error));
    return [];
  }
}

async function readWorkflow(
  root: string,
  name: string,
  file: string,
): Promise<{ workflow?: StoryWorkflow; problems: FileProblem[] }> {
  try {
    const { parseYaml } = await import("../source/yaml.ts");
    const source = parseYaml(readTextFile(join(root, file)));
    const { workflow, findings } = checkWorkflow(name, source.value);
    return { workflow, problems: locate(file, source, findings) };
  } catch (error) {
    return { problems: [unreadable(file, error)] };
  }
}

function loaded(workflow: StoryWorkflow, source: string): LoadedWorkflow {
  return { workflow, hash: sha256(canonicalJson(workflow)), source };
}
