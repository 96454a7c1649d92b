import { NotSavedError, UserError } from "../domain/errors.ts";
import { ExitCode } from "../domain/exit-code.ts";

/** Runs what writes files; whatever the file system refuses becomes exit 7, and names the command to type again. */
export function saving<T>(command: string, write: () => T): T {
  try {
    return write();
  } catch (error) {
    if (error instanceof UserError && !(error instanceof NotSavedError)) throw error;
    const told = error instanceof NotSavedError ? error : new NotSavedError("the project's files", error);
    const fix = `Make the folder writable, then: ${command}`;
    throw new UserError(ExitCode.notSaved, told.message, { why: told.why, fix, cause: error });
  }
}
