import { readdirSync } from "node:fs";
import { join } from "node:path";
import { findBoardRoot } from "../../app/root.ts";
import { UserError } from "../../domain/errors.ts";
import { ExitCode } from "../../domain/exit-code.ts";
import { statuses } from "../../domain/story/story.ts";
import type { CommandContext } from "../context.ts";
import type { CommandDefinition } from "../definition.ts";
import { completionScript } from "./script.ts";

/** Prints the completion script for a shell. Throws UserError (exit 2) for another than bash or zsh. */
export async function completion(
  ctx: CommandContext,
  shell: string,
  definitions: readonly CommandDefinition[],
): Promise<ExitCode> {
  if (shell !== "bash" && shell !== "zsh") {
    throw new UserError(ExitCode.usage, `There is no completion for ${JSON.stringify(shell)}`, {
      fix: "agentic-sdlc completion bash, or zsh",
    });
  }
  ctx.stdout.write(completionScript(shell, definitions));
  return ExitCode.ok;
}

/**
 * Prints the slugs of stories, the ids of runs, both, or (`target`) runs and workflow files, from the names of files alone.
 * Only names that a shell takes as they are: what is completed is run. Says nothing where there is no board.
 */
export async function completeNames(ctx: CommandContext, kind: string): Promise<ExitCode> {
  const root = findBoardRoot(ctx.cwd);
  if (root === undefined) return ExitCode.ok;
  const board = join(root, ".agentic-sdlc");
  const runs = () => namesIn(join(board, "runs"));
  const stories = () => storySlugs(board);
  const kinds: Readonly<Record<string, () => string[]>> = {
    run: runs,
    target: () => [...workflowFiles(ctx.cwd), ...runs()],
    "story-or-run": () => [...stories(), ...runs()],
  };
  const names = (kinds[kind] ?? stories)();
  const plain = names.filter((name) => /^[\p{L}\p{N}][\p{L}\p{N}._/-]*$/u.test(name));
  ctx.stdout.write(plain.map((name) => `${name}\n`).join(""));
  return ExitCode.ok;
}

/** Those here, and in `workflows/`. */
function workflowFiles(cwd: string): string[] {
  return ["", "workflows/"].flatMap((folder) =>
    namesIn(join(cwd, folder)).flatMap((name) => (/\.ya?ml$/.test(name) ? [`${folder}${name}`] : [])),
  );
}

function storySlugs(board: string): string[] {
  return ["stories", ...statuses].flatMap((folder) =>
    namesIn(join(board, folder)).flatMap((name) => (name.endsWith(".md") ? [name.slice(0, -3)] : [])),
  );
}

function namesIn(dir: string): string[] {
  try {
    return readdirSync(dir).sort();
  } catch {
    return [];
  }
}
