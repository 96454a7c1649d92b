/**
 * The programming interface of agentic-sdlc: open a board, assess it, run it, listen.
 *
 * ```ts
 * const board = await openBoard("/path/to/project");
 * console.log(board.assess().queue);
 * const summary = await board.run({ auto: true, onEvent: (event) => console.log(event.type) });
 * ```
 * @packageDocumentation
 */
import { Writable } from "node:stream";
import type { CommandContext } from "./cli/context.ts";
import { type OpenOptions, openProject } from "./cli/project.ts";
import { run as runCommand } from "./cli/run/command.ts";
import type { AssessedBoard, Selection } from "./domain/decide/story/assess.ts";
import { UserError } from "./domain/errors.ts";
import type { Board } from "./domain/story/story.ts";
import type { RunEvent, RunSummary } from "./engine/ports/events.ts";
import type { Reporter } from "./engine/ports/reporter.ts";
import { assessNow } from "./engine/story/assess-now.ts";

export type { AssessedBoard, Selection } from "./domain/decide/story/assess.ts";
export type { HeldStory, QueuedAction, StepProgress } from "./domain/decide/story/queue.ts";
export { NotSavedError, UserError } from "./domain/errors.ts";
export { ExitCode } from "./domain/exit-code.ts";
export type { Board, BrokenStory, Story } from "./domain/story/story.ts";
export type { RunEvent, RunSummary } from "./engine/ports/events.ts";

/** What a run is asked for. The same as the command line's options of these names. */
export interface RunSettings {
  /** Until nothing is left; otherwise one action. */
  readonly auto?: boolean;
  /** Goes on with the unfinished run of this scope; `if-any`: or starts one. */
  readonly continue?: boolean | "if-any";
  readonly story?: string;
  readonly epic?: string;
  readonly agent?: string;
  readonly maxActions?: number;
  readonly budgetUsd?: number;
  readonly deadline?: Date;
  /** Stories worked on at once; 1 by default. All of them share the checkout. */
  readonly concurrency?: number;
  /** Called with every event, in order. What it throws is ignored. */
  readonly onEvent?: (event: RunEvent) => void;
  /** Aborting stops the run as Ctrl+C does. */
  readonly signal?: AbortSignal;
}

/** A project's board, opened. Every call reads the files anew. */
export interface OpenBoard {
  /** Absolute path of the project's root. */
  readonly root: string;
  stories(): Board;
  /** The queue, what is not queued and why, and each story's progress. Writes nothing. */
  assess(selection?: Selection): AssessedBoard;
  /**
   * Runs, and resolves to what it came to: its `exitCode` is the command line's.
   * @throws UserError when it could not start, NotSavedError when the state could not be saved.
   */
  run(settings?: RunSettings): Promise<RunSummary>;
}

/**
 * Opens the board of the project that `dir` lies in.
 * @throws UserError exit 2: no board there, or wrong settings.
 */
export async function openBoard(dir: string, options: OpenOptions = {}): Promise<OpenBoard> {
  const ctx = quietContext(dir);
  const project = await openProject(ctx, options);
  return {
    root: project.root,
    stories: () => project.stories.load(),
    assess: (selection = {}) => assessNow(project, selection),
    run: (settings = {}) => run(ctx, settings),
  };
}

async function run(ctx: CommandContext, settings: RunSettings): Promise<RunSummary> {
  const { onEvent, signal, concurrency, auto = false, continue: goOn = false, ...given } = settings;
  let summary: RunSummary | undefined;
  const reporter: Reporter = {
    event(event) {
      if (event.type === "run-ended") summary = event;
      try {
        onEvent?.(event);
      } catch {
        // A listener's mistake must not end what it listens to.
      }
    },
    close: async () => {},
  };
  const abort = new AbortController();
  signal?.addEventListener("abort", () => abort.abort("SIGINT"), { once: true });
  if (signal?.aborted) abort.abort("SIGINT");
  const flags = { dryRun: false, showPrompt: false, explain: false, strict: false, forceContinue: false };
  const options = {
    ...flags,
    fresh: false,
    rerunChanged: false,
    takeOver: false,
    auto,
    continue: goOn,
    ...given,
  };
  await runCommand(ctx, undefined, options, { reporter, abort, concurrency });
  if (summary) return summary;
  throw new UserError(0, "There was nothing to continue");
}

/** A context without a terminal, that prints nothing. */
function quietContext(cwd: string): CommandContext {
  const nowhere = () => new Writable({ write: (_chunk, _encoding, done) => done() });
  return {
    cwd,
    env: process.env,
    stdout: nowhere(),
    stderr: nowhere(),
    stdin: process.stdin,
    json: false,
    isTTY: false,
    columns: 0,
    color: false,
    debug: false,
    now: () => new Date(),
  };
}
