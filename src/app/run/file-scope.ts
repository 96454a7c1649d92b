import { realpathSync, statSync } from "node:fs";
import { relative, resolve, sep } from "node:path";
import { UserError } from "../../domain/errors.ts";
import { ExitCode } from "../../domain/exit-code.ts";
import type { FileScope } from "../plan/found.ts";

/** The scope of a workflow file's run. Throws UserError (exit 2) for a file outside the project. */
export function fileScope(
  { cwd, root }: { readonly cwd: string; readonly root: string },
  target: string,
): FileScope {
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
