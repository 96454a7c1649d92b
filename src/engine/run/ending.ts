import type { AssessedBoard } from "../../domain/decide/story/assess.ts";
import type { HeldStory } from "../../domain/decide/story/queue.ts";
import { ExitCode, worstExitCode } from "../../domain/exit-code.ts";
import { isUnfinished, type RunState } from "../../domain/journal/run-state.ts";
import type { RunSummary } from "../ports/events.ts";
import type { Ending } from "../ports/run-store.ts";
import type { RunRequest, Stop } from "./request.ts";
import { summed } from "./summary.ts";
import type { Tally } from "./tally.ts";

/** What an invocation of a board's run came to, before it is summed up. */
export interface BoardResult {
  readonly stop?: Stop;
  /** The board as it was found last. */
  readonly last: AssessedBoard;
  readonly tally: Tally;
  readonly costUsd: number;
}

const signalCode = { SIGINT: ExitCode.sigint, SIGTERM: ExitCode.sigterm, SIGHUP: ExitCode.sighup } as const;

/** Says how an invocation ended. Pure. */
export function endingOf(result: BoardResult, request: RunRequest, run: RunState, missing: number): Ending {
  const { last, tally, stop } = result;
  const codes: ExitCode[] = [...blockedCodes(run, last)];
  if (tally.failed.length > 0 && codes.length === 0) codes.push(ExitCode.failed);
  if (missing > 0) codes.push(ExitCode.failed);
  const answered = !request.auto && tally.actions > 0;
  // A dependency that is still queued needs nobody: the work before it is simply not done yet.
  const pending = stop !== undefined || last.queue.length > 0;
  const needing = last.held.filter((h) => !(pending && h.kind === "dependency"));
  if (!answered) codes.push(...needing.map((h) => heldCode(h, run)));
  if (tally.ended.some((e) => last.held.some((h) => h.storyId === e.storyId && h.kind === "question"))) {
    codes.push(ExitCode.person);
  }
  if (stop) {
    const ending = stopEnding(stop);
    return { ...ending, exitCode: worstExitCode([...codes, ending.exitCode]) };
  }
  const exitCode = worstExitCode(codes);
  const leased = last.held.filter((h) => h.kind === "leased");
  if (leased.length > 0 && !answered) {
    return {
      status: "waiting",
      exitCode,
      reason: `${leased.map((h) => h.slug).join(", ")}: held by another run`,
    };
  }
  const beyond = last.held.find((h) => h.kind === "unselected");
  if (request.auto && beyond) return { status: "limited", exitCode, reason: beyond.reason };
  const idle = tally.actions === 0 && tally.completed.length === 0 && tally.failed.length === 0;
  return { status: "done", exitCode, reason: idle ? nothingToDo(beyond) : "" };
}

/** An action that was asked for by name, and is not the story's next, is not passed over without a word. */
function nothingToDo(beyond: HeldStory | undefined): string {
  return beyond ? `Nothing to do: ${beyond.slug}: ${beyond.reason}` : "Nothing to do.";
}

/** How a run that was stopped ends. Pure. */
export function stopEnding(stop: Stop): Ending {
  switch (stop.kind) {
    case "signal":
      return { status: "interrupted", exitCode: signalCode[stop.signal], reason: stop.signal };
    case "fatal":
      return {
        status: "failed",
        exitCode: ExitCode.failed,
        reason: `${stop.path}: ${stop.message}`,
        fix: stop.fix,
      };
    case "limit":
      return { status: "limited", exitCode: ExitCode.limit, reason: stop.reason, fix: stop.fix };
    case "refused":
      return { status: "failed", exitCode: ExitCode.usage, reason: stop.reason, fix: stop.fix };
    case "asked-for":
      return { status: "limited", exitCode: ExitCode.ok, reason: stop.reason };
    case "cost-unknown":
      return {
        status: "failed",
        exitCode: ExitCode.usage,
        reason: `agent ${stop.agent} reports no cost and has no price: --budget cannot be kept`,
        fix: `Give agents.${stop.agent} a price in .agentic-sdlc.json, or leave out --budget`,
      };
  }
}

/** Stories this run blocked, and that still are. */
function blockedCodes(run: RunState, last: AssessedBoard): ExitCode[] {
  return last.held.flatMap((h) => {
    const bound = h.kind === "blocked" && h.storyId !== undefined ? run.blocked[h.storyId] : undefined;
    if (bound === undefined) return [];
    return [bound === "calls" || bound === "cost" ? ExitCode.limit : ExitCode.failed];
  });
}

function heldCode(held: HeldStory, run: RunState): ExitCode {
  switch (held.kind) {
    case "leased":
      return ExitCode.leased;
    case "blocked":
      return held.storyId !== undefined && run.blocked[held.storyId] !== undefined
        ? ExitCode.ok
        : ExitCode.person;
    case "unselected":
    case "exhausted":
    case "waiting":
      return ExitCode.ok;
    default:
      return ExitCode.person;
  }
}

/** Sums an invocation up for people. Pure. */
export function summaryOf(
  { last, tally, costUsd }: BoardResult,
  ending: Ending,
  request: RunRequest,
  run: RunState,
  { durationMs }: { readonly durationMs: number },
): RunSummary {
  return {
    ...summed(run.runId, ending, { tally, costUsd, durationMs }),
    auto: request.auto,
    done: [...tally.storiesDone],
    held: last.held,
    left: last.queue,
    next: nextCommands(last, !isUnfinished(ending.status), request, run),
  };
}

function nextCommands(
  last: AssessedBoard,
  finished: boolean,
  request: RunRequest,
  { runId, scope }: RunState,
): RunSummary["next"] {
  // Beside an unfinished run of the board, only its id tells which one is meant.
  const id = scope.kind === "board" ? "" : ` ${runId}`;
  if (!finished) return [{ command: `agentic-sdlc run --continue${id}`, why: "" }];
  const next: { command: string; why: string }[] = [];
  const top = last.queue[0];
  if (top && !request.auto) {
    const only =
      scope.kind === "story" ? ` --story ${top.slug}` : scope.kind === "epic" ? ` --epic ${scope.epic}` : "";
    next.push({ command: `agentic-sdlc run${only}`, why: `${top.action} ${top.slug}; to the end: --auto` });
  }
  for (const held of last.held.slice(0, 10)) {
    if (held.kind === "gate") next.push({ command: `agentic-sdlc approve ${held.slug}`, why: held.reason });
    if (held.kind === "question")
      next.push({ command: `agentic-sdlc answer ${held.slug} "…"`, why: held.reason });
    if (held.kind === "blocked")
      next.push({ command: `agentic-sdlc unblock ${held.slug}`, why: held.reason });
  }
  return next;
}
