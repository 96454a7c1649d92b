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
import type { Ask } from "../run/reservation.ts";
import { assessNow } from "./assess-now.ts";
import type { StoryContext } from "./context.ts";
import { unsettled } from "./ended.ts";
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
   * Who is to be paid for the next attempt at an action; undefined where nobody is. Where there is a budget, and nobody
   * would know what it costs, the run is told to stop.
   */
  payeeOf(story: Story, action: string): Ask | undefined {
    const { request } = this.#invocation;
    const execution = this.#deps.executions.read(story.id);
    const step = this.#deps.workflowOf(story).steps.find((it) => it.id === action);
    if (step?.type !== "action") return undefined;
    const { agent } = performerFor(this.#deps, step, execution);
    if (request.budgetUsd !== undefined && agent.reportsCost === false)
      this.#invocation.halt({ kind: "cost-unknown", agent: agent.name });
    return { agent, action, ownUsd: this.#deps.config.limits.costPerStory - execution.costUsd };
  }

  /** Puts every story of an assessed board in order that a dead run, or a message, left something for. */
  async recover({ board, decisions }: Assessed, signal: AbortSignal): Promise<void> {
    const died = [...decisions.values()].some(({ housekeeping: all }) =>
      all.some((h) => h.kind === "interrupt"),
    );
    // What a dead runner's agents did to other stories cannot be told from what people did.
    if (died) for (const { id } of board.stories) this.#invocation.unsettled.add(id);
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
      terms.money?.release();
      this.#failed(story, error);
      return undefined;
    }
    this.#inFlight.set(story.id, session);
    return this.#invocation.underWay(async () => {
      const turn = await this.#turn(story, board, session, terms, signal);
      terms.money?.release();
      // Those that are at work beside it could not look after it.
      if (this.#inFlight.size > 1) this.#invocation.unsettled.add(story.id);
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
      const unsettled = this.#invocation.unsettled.delete(story.id);
      const ctx: StoryContext = { deps: this.#deps, run, session, workflow, story, unsettled };
      const turn = await takeTurn(ctx, board, terms, signal);
      this.#count(ctx, turn);
      if (ctx.story.status === "done" && story.status !== "done") tally.storiesDone.add(ctx.story.slug);
      return turn;
    } catch (error) {
      this.#failed(story, error);
      return undefined;
    } finally {
      await this.#settle(story, session);
    }
  }

  /** What was done is paid for, whatever became of it or of the story's file. Never rejects. */
  async #settle(story: Story, { execution }: StorySession): Promise<void> {
    const { run, tally, saved } = this.#invocation;
    if (!saved) return;
    try {
      const records = unsettled(run.state, story, execution);
      if (records.length === 0) return;
      if (records.some((r) => "usage" in r && r.usage?.costUsd === null)) tally.costUnknown = true;
      await run.record(...records);
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
    // One that was given another id during its attempt does not begin anew, with nothing counted yet.
    const there = this.#deps.stories.read(story.path);
    if (there?.id !== undefined) this.#setAside.add(there.id);
    if (error.exitCode === ExitCode.leased) return;
    this.#invocation.tally.failed.push({ path: `story[${story.slug}]`, message: error.message });
    const text = error.fix === "" ? error.message : `${error.message}\n  → ${error.fix}`;
    this.#deps.reporter.event({ type: "warning", code: "story-failed", text });
  }
}
