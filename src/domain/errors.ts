import type { ExitCode } from "./exit-code.ts";

/** An error meant for a person: what happened, why, and what to type next. Printed without a stack trace. */
export class UserError extends Error {
  readonly exitCode: ExitCode;
  /** Why it happened; empty where `message` says it all. */
  readonly why: string;
  /** What to type or change next. */
  readonly fix: string;

  constructor(
    exitCode: ExitCode,
    message: string,
    detail: { why?: string; fix?: string; cause?: unknown } = {},
  ) {
    super(message, { cause: detail.cause });
    this.name = "UserError";
    this.exitCode = exitCode;
    this.why = detail.why ?? "";
    this.fix = detail.fix ?? "";
  }
}

/** Durable state could not be written (full disk, read-only folder, failed sync): the run must stop, exit 7. */
export class NotSavedError extends UserError {
  /** What a person does about it, before the command is typed again. */
  readonly remedy: string;

  constructor(file: string, cause: unknown, remedy = "Free disk space or make the folder writable") {
    const reason = cause instanceof Error ? cause.message : String(cause);
    super(7, `Could not save ${file}`, {
      why: reason,
      fix: `${remedy}, then type the same command again`,
      cause,
    });
    this.name = "NotSavedError";
    this.remedy = remedy;
  }
}

/** A file that held durable state was removed while it was in use, by an agent's `git clean -x`, say. */
export class RemovedError extends NotSavedError {
  constructor(file: string) {
    super(
      file,
      new Error("it was removed while it was in use"),
      "Find out what removed it (git clean -x does)",
    );
    this.name = "RemovedError";
  }
}
