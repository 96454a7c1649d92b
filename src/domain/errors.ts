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
  constructor(file: string, cause: unknown) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    super(7, `Could not save ${file}`, {
      why: reason,
      fix: "Free disk space or make the folder writable, then type the same command again",
      cause,
    });
    this.name = "NotSavedError";
  }
}
