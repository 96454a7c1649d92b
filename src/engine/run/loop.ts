import { fixFor } from "../../domain/agent/help.ts";
import type { AssessedBoard, Selection } from "../../domain/decide/story/assess.ts";
import type { QueuedAction } from "../../domain/decide/story/queue.ts";
import { wentOn } from "../../domain/decide/story/session.ts";
import { NotSavedError, UserError } from "../../domain/errors.ts";
import type { Board, Story } from "../../domain/story/story.ts";
import { performerFor } from "../attempt/performer.ts";
import type { Deps } from "../deps.ts";
import type { StorySession } from "../ports/execution-store.ts";
import { RunLostError, type RunSession } from "../ports/run-store.ts";
import { assessNow } from "../story/assess-now.ts";
import { endedRecord, type StoryContext } from "../story/context.ts";
import { type Turn, type TurnTerms, takeTurn } from "../story/turn.ts";
import { reachedLimit, remainingUsd } from "./limits.ts";
import type { RunRequest, Stop } from "./request.ts";
import { Tally } from "./tally.ts";

/** What an invocation came to, before it is summed up. */
export interface LoopResult {
  readonly stop?: Stop;
  readonly last: AssessedBoard;
  readonly tally: Tally;
  readonly costUsd: number;
}

/** A story being worked on. */
interface Flight {
  readonly session: StorySession;
  ended: Promise<void>;
}

/**
 * The engine's loop: recover, assess, start what may run, wait for one to end, assess again. Its own state is only what
 * this invocation did; everything else is read from the stories and the journals.
 */
export class Loop {
  readonly #deps: Deps;
  readonly #run: RunSession;
  readonly #request: RunRequest;
  readonly #abort: AbortController;
  readonly #inFlight = new Map<string, Flight>();
  readonly #tally = new Tally();
  /** Stories that could not be worked on in this invocation: not tried again by it. */
  readonly #setAside = new Set<string>();
  readonly #costBefore: number;
  #stop: Stop | undefined;
  #notSaved: unknown;
  /** The one action that a run without `auto` is for: known once it was started, by this invocation or a dead one. */
  #asked: { readonly storyId: string; readonly action: string } | undefined;

  /** `abort` stops the run; its reason is the signal's name. */
  constructor(deps: Deps, run: RunSession, request: RunRequest, abort: AbortController) {
    this.#deps = deps;
    this.#run = run;
    this.#request = request;
    this.#abort = abort;
    this.#costBefore = run.state.costUsd;
    if (!request.auto) this.#asked = run.state.current.at(-1) ?? run.state.ended.at(-1);
  }

  /** Actions of this invocation that came to their end, and those under way. */
  get actions(): number {
    return this.#tally.actions + this.#inFlight.size;
  }

  /** Rejects only when the state could not be saved, after everything in flight was stopped. */
  async run(): Promise<LoopResult> {
    await this.#recover();
    while (!this.#over()) {
      const assessed = this.#assess();
      this.#startWhatMay(assessed);
      if (this.#inFlight.size > 0) await Promise.race([...this.#inFlight.values()].map((f) => f.ended));
      else if (this.#over() || !(await this.#wait(assessed))) break;
    }
    await Promise.all([...this.#inFlight.values()].map((f) => f.ended));
    if (this.#notSaved !== undefined) throw this.#notSaved;
    const stop = this.#stop ?? stopOf(this.#abort.signal);
    return { ...(stop ? { stop } : {}), last: this.#assess(), tally: this.#tally, costUsd: this.#costUsd };
  }

  #over(): boolean {
    const answered = this.#tally.ended.some(
      (e) => e.storyId === this.#asked?.storyId && e.action === this.#asked.action,
    );
    return this.#stop !== undefined || this.#abort.signal.aborted || answered;
  }

  /** Puts every story of the scope in order that a dead run, or a message, left something for. */
  async #recover(): Promise<void> {
    const also = this.#request.alsoRecover.map((storyId) => this.#assess({ storyId }));
    const { board, decisions: own } = this.#assess();
    const decisions = new Map([...also.flatMap((a) => [...a.decisions]), ...own]);
    for (const story of board.stories) {
      const decision = decisions.get(story.id);
      if (!decision || this.#over()) continue;
      const messages = this.#deps.executions.pendingMessages(story.id);
      if (decision.housekeeping.length === 0 && decision.next.kind !== "judge" && messages === 0) continue;
      await this.#launch(story, board, { freshSession: false, recoverOnly: true })?.ended;
    }
    if (this.#notSaved !== undefined) throw this.#notSaved;
  }

  #startWhatMay({ queue, board }: AssessedBoard & { board: Board }): void {
    for (const entry of queue) {
      if (this.#inFlight.size >= this.#request.concurrency || this.#stop) return;
      if (!this.#mayStart(entry)) continue;
      const story = board.stories.find((s) => s.id === entry.storyId)!;
      const terms = this.#termsFor(story);
      if (!terms || this.#isUnpriced(story, entry.action)) return;
      if (!this.#request.auto) this.#asked ??= { storyId: entry.storyId, action: entry.action };
      this.#launch(story, board, terms);
    }
  }

  #mayStart(entry: QueuedAction): boolean {
    if (this.#inFlight.has(entry.storyId) || this.#setAside.has(entry.storyId)) return false;
    return !this.#asked || (this.#asked.storyId === entry.storyId && this.#asked.action === entry.action);
  }

  /** What the next attempt may cost; undefined when a limit forbids it. */
  #termsFor(story: Story): TurnTerms | undefined {
    const { limits } = this.#deps.config;
    const spent = { actions: this.actions, costUsd: this.#costUsd };
    const stop = reachedLimit(this.#request, limits, this.#run.state, spent, this.#deps.clock.now());
    if (stop) {
      // What is in flight may fail, and leave room: ask again when it has ended.
      if (!(stop.kind === "asked-for" && this.#inFlight.size > 0)) this.#stop = stop;
      return undefined;
    }
    const used = this.#deps.executions.read(story.id).costUsd;
    const budgetUsd = remainingUsd(this.#request, limits, this.#run.state, spent, used);
    return { budgetUsd, freshSession: this.#request.freshSessions };
  }

  /** Whether nobody would know what the next attempt cost, though there is a budget. Stops the run where it is so. */
  #isUnpriced(story: Story, action: string): boolean {
    const step = this.#deps.workflowOf(story).steps.find((it) => it.id === action);
    if (this.#request.budgetUsd === undefined || step?.type !== "action") return false;
    const { agent } = performerFor(this.#deps, step, this.#deps.executions.read(story.id));
    if (agent.reportsCost === false) this.#stop = { kind: "cost-unknown", agent: agent.name };
    return agent.reportsCost === false;
  }

  /** Starts a turn at a story, where its lease is free. */
  #launch(story: Story, board: Board, terms: TurnTerms): Flight | undefined {
    let session: StorySession;
    try {
      session = this.#deps.executions.open(story.id);
    } catch (error) {
      this.#failed(story, error);
      return undefined;
    }
    const flight: Flight = { session, ended: Promise.resolve() };
    this.#inFlight.set(story.id, flight);
    flight.ended = this.#turn(story, board, session, terms).then(() => this.#land(story, session));
    return flight;
  }

  /** Never throws: like what went wrong in a turn, a lease that could not be given back ends the loop. */
  #land(story: Story, session: StorySession): void {
    this.#inFlight.delete(story.id);
    try {
      session.release();
    } catch (error) {
      this.#failed(story, error);
    }
  }

  /** Never rejects: what went wrong is kept, and ends the loop. */
  async #turn(story: Story, board: Board, session: StorySession, terms: TurnTerms): Promise<void> {
    try {
      const workflow = this.#deps.workflowOf(story);
      const ctx: StoryContext = { deps: this.#deps, run: this.#run, session, workflow, story };
      const turn = await takeTurn(ctx, board, terms, this.#abort.signal);
      // Its checks failed on a changed tree, or a message came in between: what is next is another action now.
      if (turn.outcome === undefined && !terms.recoverOnly) this.#asked = undefined;
      this.#count(ctx, turn);
      if (ctx.story.status === "done" && story.status !== "done") this.#tally.storiesDone.add(ctx.story.slug);
    } catch (error) {
      this.#failed(story, error);
      await this.#charge(story, session);
    }
  }

  /** What was done for a story that cannot be written any more is paid for all the same. Never rejects. */
  async #charge(story: Story, { execution }: StorySession): Promise<void> {
    if (this.#notSaved !== undefined) return;
    const mine = ({ action, attempt }: { action: string; attempt: number }) =>
      execution.attempts.find((a) => a.action === action && a.attempt === attempt);
    try {
      for (const current of this.#run.state.current.filter((c) => c.storyId === story.id)) {
        const attempt = mine(current);
        if (!attempt?.usage) continue;
        if (attempt.usage.costUsd === null) this.#tally.costUnknown = true;
        const outcome = attempt.outcome === "done" ? "done" : "failed";
        await this.#run.record(endedRecord(story.path, attempt, outcome, story));
      }
    } catch (error) {
      this.#failed(story, error);
    }
  }

  #count(ctx: StoryContext, turn: Turn): void {
    const last = ctx.session.execution.attempts.findLast((a) => a.action === turn.action);
    const path = last?.path ?? "";
    this.#tally.add(ctx.story.id, path, turn, ctx.story.blockedReason);
    if (turn.fatal) {
      const { kind, message } = turn.fatal;
      this.#stop ??= { kind: "fatal", path, message, fix: fixFor(kind, last?.agent ?? "the agent") };
    }
    const on = last && wentOn(ctx.session.execution.attempts, last);
    if (on && turn.outcome !== undefined) this.#tally.wentOn.push({ path, ...on });
    if (turn.reportsNoCost && this.#request.budgetUsd !== undefined) {
      this.#stop ??= { kind: "cost-unknown", agent: last?.agent ?? "" };
    }
  }

  #failed(story: Story, error: unknown): void {
    const ownFault = error instanceof NotSavedError || error instanceof RunLostError;
    if (error instanceof UserError && !ownFault) {
      this.#setAside.add(story.id);
      if (error.exitCode === 4) return;
      this.#tally.failed.push({ path: `story[${story.slug}]`, message: error.message });
      this.#deps.reporter.event({ type: "warning", code: "story-failed", text: error.message });
      return;
    }
    // Neither a full disk nor a bug of ours may go on writing: stop everything with the last good state.
    this.#notSaved ??= error;
    this.#abort.abort();
  }

  /** Waits for the first story that a rate limit or an overload holds. False: there is nothing to wait for. */
  async #wait({ held }: AssessedBoard): Promise<boolean> {
    const waiting = held.filter(
      (h) => h.kind === "waiting" && (!this.#asked || h.storyId === this.#asked.storyId),
    );
    const soonest = waiting.sort((a, b) => a.until!.localeCompare(b.until!))[0];
    const wait = soonest?.storyId ? this.#deps.executions.read(soonest.storyId).wait : undefined;
    if (!soonest || !wait) return false;
    const until = new Date(wait.until);
    const { deadline, maxWaitMs } = this.#request;
    if (until.getTime() - Date.parse(wait.since) > maxWaitMs || (deadline && until > deadline)) {
      const bound = deadline && until > deadline ? "past the deadline" : "longer than --max-wait allows";
      this.#stop = {
        kind: "limit",
        reason: `${soonest.slug} would wait until ${wait.until}, ${bound} (${wait.kind})`,
      };
      return true;
    }
    const { kind, message, agent, action } = wait;
    const path = `story[${soonest.slug}]/${action}`;
    this.#deps.reporter.event({ type: "waiting", path, kind, until: wait.until, message, agent });
    this.#run.checkpoint("now");
    await this.#deps.clock.sleep(until, this.#abort.signal);
    return true;
  }

  get #costUsd(): number {
    return this.#run.state.costUsd - this.#costBefore;
  }

  #assess(selection: Selection = this.#request.selection): AssessedBoard & { board: Board } {
    const sessions = new Map([...this.#inFlight].map(([id, flight]) => [id, flight.session]));
    return assessNow(this.#deps, selection, { run: this.#run.state, sessions });
  }
}

function stopOf(signal: AbortSignal): Stop | undefined {
  const { reason } = signal;
  const known = reason === "SIGINT" || reason === "SIGTERM" || reason === "SIGHUP";
  return signal.aborted && known ? { kind: "signal", signal: reason } : undefined;
}
