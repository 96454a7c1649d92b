import { type Finding, formatPath } from "../../../domain/config/schema.ts";
import { UserError } from "../../../domain/errors.ts";
import { type Source, SyntaxProblem } from "./position.ts";

/** Something wrong in a file that people write. */
export interface FileProblem {
  /** Relative to the project's root. */
  readonly file: string;
  readonly line?: number;
  readonly column?: number;
  /** Path of the key, as people write it; "" for the file as a whole. */
  readonly key: string;
  readonly message: string;
  readonly fix: string;
}

/** Gives findings their file and position. */
export function locate(file: string, source: Source, findings: readonly Finding[]): FileProblem[] {
  return findings.map(({ path, at, message, fix }) => ({
    file,
    ...source.position(path, at),
    key: formatPath(path),
    message,
    fix,
  }));
}

/** A file that could not be read as data, or not at all. */
export function unreadable(file: string, error: unknown): FileProblem {
  if (error instanceof SyntaxProblem) {
    return { file, ...error.position, key: "", message: error.message, fix: error.fix };
  }
  const message = error instanceof Error ? error.message : String(error);
  return { file, key: "", message: `cannot be read: ${message}`, fix: `Make ${file} a readable file` };
}

/** `.agentic-sdlc.json:3:5: limits.failuers: unknown key` */
export function formatProblem({ file, line, column, key, message }: FileProblem): string {
  const place = line === undefined ? file : `${file}:${line}:${column ?? 1}`;
  return [place, key, message].filter((part) => part !== "").join(": ");
}

/** One error for all problems at once; exit 2. There must be at least one. */
export function problemsError(problems: readonly FileProblem[]): UserError {
  const [first, ...others] = problems;
  if (first && others.length === 0) return new UserError(2, formatProblem(first), { fix: first.fix });
  const files = [...new Set(problems.map(({ file }) => file))];
  return new UserError(2, `${problems.length} problems in ${files.join(", ")}`, {
    why: problems.map((problem) => `${formatProblem(problem)}. ${problem.fix}`).join("\n"),
    fix: `Correct ${files.join(", ")}; nothing was run`,
  });
}
