/**
 * The programming interface of agentic-sdlc: open a board, assess it, run it, listen, decide.
 *
 * ```ts
 * const board = await openBoard("/path/to/project");
 * console.log(board.assess().queue);
 * const summary = await board.run({ auto: true, onEvent: (event) => console.log(event.type) });
 * ```
 * @packageDocumentation
 */
import type { AnswerText } from "./app/decide/answer.ts";
import type { Decided, StoryChanged, StoryDecided } from "./app/decide/decided.ts";
import { decisions } from "./app/decide/decisions.ts";
import { type OpenOptions, openProject } from "./app/open.ts";
import type { Plan } from "./app/plan/plan.ts";
import { abandonRun } from "./app/run/abandon.ts";
import { type Foreseen, foresee } from "./app/run/foresee.ts";
import { planFor, type RunSettings, runAsked } from "./app/run/settings.ts";
import { findRun } from "./app/view/find-run.ts";
import { wholeStory } from "./app/view/find-story.ts";
import { findLog } from "./app/view/log/find.ts";
import { followLines, linesOf, type TranscriptLine } from "./app/view/log/lines.ts";
import { type RunBrief, type RunReport, runBrief, runReport } from "./app/view/run.ts";
import { type StoryReport, storyReport } from "./app/view/story.ts";
import type { AssessedBoard, Selection } from "./domain/decide/story/assess.ts";
import type { Board } from "./domain/story/story.ts";
import type { RunSummary } from "./engine/ports/events.ts";
import { assessNow } from "./engine/story/assess-now.ts";

export type { AnswerText } from "./app/decide/answer.ts";
export type { Decided, NodeDecided, StoryChanged, StoryDecided } from "./app/decide/decided.ts";
export type { OpenOptions } from "./app/open.ts";
export type { Plan } from "./app/plan/plan.ts";
export type { Foreseen } from "./app/run/foresee.ts";
export type { RunSettings } from "./app/run/settings.ts";
export type { TranscriptLine } from "./app/view/log/lines.ts";
export type { RunBrief, RunReport } from "./app/view/run.ts";
export type { StoryReport } from "./app/view/story.ts";
export type { AssessedBoard, Selection } from "./domain/decide/story/assess.ts";
export type { HeldStory, QueuedAction, StepProgress } from "./domain/decide/story/queue.ts";
export { NotSavedError, UserError } from "./domain/errors.ts";
export { ExitCode } from "./domain/exit-code.ts";
export type { Board, BrokenStory, Story } from "./domain/story/story.ts";
export type { RunEvent, RunSummary } from "./engine/ports/events.ts";

/**
 * A project's board, opened. Every call reads the files anew. A story is named by its slug, its id, or the beginning of
 * either; a run by its id, or the beginning of it.
 */
export interface OpenBoard {
  /** Absolute path of the project's root. */
  readonly root: string;
  stories(): Board;
  /** The queue, what is not queued and why, and each story's progress. Writes nothing. */
  assess(selection?: Selection): AssessedBoard;
  /** Everything about a story. Throws UserError where there is none of that name, or it is broken. */
  story(name: string): StoryReport;
  /** Every run, newest first. */
  runs(): RunBrief[];
  /** Everything about a run. Throws UserError where there is none. */
  runOf(name: string): RunReport;
  /**
   * What an attempt's agent said and did: its latest, or the one that is named (`implement#2`, the path of a step);
   * `follow`: as it is written, until the attempt ends. Nothing where nothing was done or said yet. Throws UserError.
   */
  logs(
    name: string,
    attempt?: string,
    options?: { readonly follow?: boolean },
  ): AsyncIterable<TranscriptLine>;

  /** What `run` would start or go on with. Writes nothing. Rejects with the UserError that `run` would refuse with. */
  plan(settings?: RunSettings): Promise<Plan>;
  /** What such a run would do first; `explain`, with `continue`: what would become of each action, and why. */
  foresee(settings?: RunSettings & { readonly explain?: boolean }): Promise<Foreseen>;
  /**
   * Runs, and resolves to what it came to: its `exitCode` is the command line's.
   * @throws UserError when it could not start, NotSavedError when the state could not be saved.
   */
  run(settings?: RunSettings): Promise<RunSummary>;
  /** Abandons an unfinished run; nothing is deleted. Resolves to its id. Rejects with UserError, NotSavedError. */
  abandon(run: string): Promise<string>;

  /** What people decide: of a story, or of a run of a workflow file. Each rejects with UserError, NotSavedError. */
  approve(name: string, gate?: string): Promise<Decided>;
  reject(name: string, reason: string, gate?: string): Promise<Decided>;
  answer(name: string, text: AnswerText, path?: string): Promise<Decided>;
  redo(story: string, action?: string, note?: string): Promise<StoryChanged>;
  block(story: string, reason: string): Promise<StoryChanged>;
  unblock(story: string): Promise<StoryDecided>;
  move(story: string, status: string): Promise<StoryDecided>;
}

/**
 * Opens the board of the project that `dir` lies in.
 * @throws UserError exit 2: no board there, or wrong settings.
 */
export async function openBoard(dir: string, options: OpenOptions = {}): Promise<OpenBoard> {
  const { env } = process;
  const open = () => openProject({ cwd: dir, env, now: () => new Date() }, options);
  const project = await open();
  return {
    root: project.root,
    stories: () => project.stories.load(),
    assess: (selection = {}) => assessNow(project, selection),
    story: (name) => storyReport(project, wholeStory(project, name)),
    runs: () => project.runs.all().map(runBrief),
    runOf: (name) => runReport(findRun(project.runs, name)),
    async *logs(name, attempt, { follow = false } = {}) {
      const { log } = findLog(project, name, attempt);
      if (log) yield* (follow ? followLines(log) : linesOf(log)) ?? [];
    },
    plan: async (settings = {}) => planFor(await open(), settings),
    async foresee(settings = {}) {
      const now = await open();
      const plan = planFor(now, settings);
      return plan.kind === "finished" ? { kind: "queue", queue: [], held: [] } : foresee(now, plan);
    },
    run: async (settings = {}) => runAsked(await open(), settings),
    abandon: async (run) => abandonRun(await open(), run),
    approve: async (name, gate) => decisions.approve(await open(), name, gate),
    reject: async (name, reason, gate) => decisions.reject(await open(), name, gate, reason),
    answer: async (name, text, path) => decisions.answer(await open(), name, path, text),
    redo: async (story, action, note) => decisions.redo(await open(), story, action, note),
    block: async (story, reason) => decisions.block(await open(), story, reason),
    unblock: async (story) => decisions.unblock(await open(), story),
    move: async (story, status) => decisions.move(await open(), story, status),
  };
}
