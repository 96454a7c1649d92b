import { fixFor } from "../../domain/agent/help.ts";
import { wentOn } from "../../domain/agent/session.ts";
import type { AssessedBoard, Selection } from "../../domain/decide/story/assess.ts";
import { NotSavedError, UserError } from "../../domain/errors.ts";
import { ExitCode } from "../../domain/exit-code.ts";
import type { Board, Story } from "../../domain/story/story.ts";
import type { Deps } from "../deps.ts";
import type { StorySession } from "../ports/execution-store.ts";
import { RunLostError } from "../ports/run-store.ts";
import type { Invocation } from "../run/invocation.ts";
import { assessNow } from "./assess-now.ts";
import type { StoryContext } from "./context.ts";
import { endedRecord } from "./ended.ts";
import { performerFor } from "./performer.ts";
import { type Turn, type TurnTerms, takeTurn } from "./turn.ts";

/** What a board was found to be, and what it needs. */
export type Assessed = AssessedBoard & { readonly board: Board };

/**
 * The stories that an invocation works on, for whoever decides which comes next: turns at them under their leases,
 * counted, and charged whatever becomes of them.
 */
export class Stories {
  readonly #deps: Deps;
  readonly #invocation: Invocation;
  readonly #inFlight = new Map<string, StorySession>();
  /** Stories that could not be worked on in this invocation: not tried again by it. */
  readonly #setAside = new Set<string>();

  constructor(deps: Deps, invocation: Invocation) {
    this.#deps = deps;
    this.#invocation = invocation;
  }

  /** Whether a turn at a story can start: none is under way, and none went wrong. */
  isFree(storyId: string): boolean {
    return !this.#inFlight.has(storyId) && !this.#setAside.has(storyId);
  }

  /** The board as it is now. */
  assess(selection: Selection): Assessed {
    return assessNow(this.#deps, selection, { run: this.#invocation.state, sessions: this.#inFlight });
  }

  /**
   * What the next attempt at an action may cost; undefined where nobody would know it though there is a budget: that
   * stops the run.
   */
  termsFor(story: Story, action: string): TurnTerms | undefined {
    const { request } = this.#invocation;
    const execution = this.#deps.executions.read(story.id);
    const step = this.#deps.workflowOf(story).steps.find((it) => it.id === action);
    if (request.budgetUsd !== undefined && step?.type === "action") {
      const { agent } = performerFor(this.#deps, step, execution);
      if (agent.reportsCost === false) {
        this.#invocation.halt({ kind: "cost-unknown", agent: agent.name });
        return undefined;
      }
    }
    return {
      budgetUsd: this.#invocation.budgetUsd(execution.costUsd),
      freshSession: request.freshSessions,
    };
  }

  /** Puts every story of an assessed board in order that a dead run, or a message, left something for. */
  async recover({ board, decisions }: Assessed, signal: AbortSignal): Promise<void> {
    for (const story of board.stories) {
      const decision = decisions.get(story.id);
      if (!decision || this.#invocation.over || signal.aborted) continue;
      const messages = this.#deps.executions.pendingMessages(story.id);
      if (decision.housekeeping.length === 0 && decision.next.kind !== "judge" && messages === 0) continue;
      await this.launch(story, board, { freshSession: false, recoverOnly: true }, signal);
    }
    this.#invocation.assertSaved();
  }

  /**
   * Starts a turn at a story, where its lease is free; undefined where it is not. Resolves to what the turn came to,
   * undefined where it went wrong. Never rejects: what went wrong is counted, or ends the invocation.
   */
  launch(
    story: Story,
    board: Board,
    terms: TurnTerms,
    signal: AbortSignal,
  ): Promise<Turn | undefined> | undefined {
    let session: StorySession;
    try {
      session = this.#deps.executions.open(story.id);
    } catch (error) {
      this.#failed(story, error);
      return undefined;
    }
    this.#inFlight.set(story.id, session);
    return this.#invocation.underWay(async () => {
      const turn = await this.#turn(story, board, session, terms, signal);
      this.#inFlight.delete(story.id);
      try {
        session.release();
      } catch (error) {
        this.#failed(story, error);
      }
      return turn;
    });
  }

  async #turn(
    story: Story,
    board: Board,
    session: StorySession,
    terms: TurnTerms,
    signal: AbortSignal,
  ): Promise<Turn | undefined> {
    try {
      const workflow = this.#deps.workflowOf(story);
      const { run, tally } = this.#invocation;
      const ctx: StoryContext = { deps: this.#deps, run, session, workflow, story };
      const turn = await takeTurn(ctx, board, terms, signal);
      this.#count(ctx, turn);
      if (ctx.story.status === "done" && story.status !== "done") tally.storiesDone.add(ctx.story.slug);
      return turn;
    } catch (error) {
      this.#failed(story, error);
      await this.#charge(story, session);
      return undefined;
    }
  }

  /** What was done for a story that cannot be written any more is paid for all the same. Never rejects. */
  async #charge(story: Story, { execution }: StorySession): Promise<void> {
    const { run, tally, saved } = this.#invocation;
    if (!saved) return;
    try {
      for (const { action, attempt: number } of run.state.current.filter((c) => c.storyId === story.id)) {
        const attempt = execution.attempts.find((a) => a.action === action && a.attempt === number);
        if (!attempt?.usage) continue;
        if (attempt.usage.costUsd === null) tally.costUnknown = true;
        const outcome = attempt.outcome === "done" ? "done" : "failed";
        await run.record(endedRecord(story.path, attempt, outcome, story));
      }
    } catch (error) {
      this.#failed(story, error);
    }
  }

  #count(ctx: StoryContext, turn: Turn): void {
    const { request, tally } = this.#invocation;
    const { attempts } = ctx.session.execution;
    const last = attempts.findLast((a) => a.action === turn.action);
    const path = last?.path ?? "";
    tally.add(ctx.story.id, path, turn, ctx.story.blockedReason);
    if (turn.fatal) {
      const { kind, message } = turn.fatal;
      this.#invocation.halt({ kind: "fatal", path, message, fix: fixFor(kind, last?.agent ?? "the agent") });
    }
    const on = last && wentOn(attempts, last);
    if (on && turn.outcome !== undefined) tally.wentOn.push({ path, ...on });
    if (turn.reportsNoCost && request.budgetUsd !== undefined) {
      this.#invocation.halt({ kind: "cost-unknown", agent: last?.agent ?? "" });
    }
  }

  #failed(story: Story, error: unknown): void {
    const ownFault = error instanceof NotSavedError || error instanceof RunLostError;
    if (!(error instanceof UserError) || ownFault) {
      this.#invocation.fail(error);
      return;
    }
    this.#setAside.add(story.id);
    if (error.exitCode === ExitCode.leased) return;
    this.#invocation.tally.failed.push({ path: `story[${story.slug}]`, message: error.message });
    this.#deps.reporter.event({ type: "warning", code: "story-failed", text: error.message });
  }
}
