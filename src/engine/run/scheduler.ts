import type { AssessedBoard } from "../../domain/decide/story/assess.ts";
import type { QueuedAction } from "../../domain/decide/story/queue.ts";
import type { Deps } from "../deps.ts";
import { type Assessed, Stories } from "../story/stories.ts";
import type { Invocation } from "./invocation.ts";

/**
 * Runs a part of the board: recovers, assesses, starts what may run, waits for one to end, assesses again. Resolves to the
 * board as it was found last. Rejects only when the state could not be saved, after everything in flight was stopped.
 */
export async function runQueue(deps: Deps, invocation: Invocation): Promise<AssessedBoard> {
  return new Scheduler(deps, invocation).run();
}

class Scheduler {
  readonly #deps: Deps;
  readonly #invocation: Invocation;
  readonly #stories: Stories;
  readonly #inFlight = new Map<string, Promise<void>>();
  /** The one action that a run without `auto` is for: known once it was started, by this invocation or a dead one. */
  #asked: { readonly storyId: string; readonly action: string } | undefined;

  constructor(deps: Deps, invocation: Invocation) {
    this.#deps = deps;
    this.#invocation = invocation;
    this.#stories = new Stories(deps, invocation);
    const { request, state } = invocation;
    if (!request.auto) this.#asked = state.current.at(-1) ?? state.ended.at(-1);
  }

  async run(): Promise<AssessedBoard> {
    await this.#recover();
    while (!this.#over) {
      const assessed = this.#assess();
      this.#startWhatMay(assessed);
      if (this.#inFlight.size > 0) await Promise.race(this.#inFlight.values());
      else if (this.#over || !(await this.#wait(assessed))) break;
    }
    await Promise.all(this.#inFlight.values());
    this.#invocation.assertSaved();
    return this.#assess();
  }

  get #over(): boolean {
    const { over, tally } = this.#invocation;
    const asked = this.#asked;
    return over || tally.ended.some((e) => e.storyId === asked?.storyId && e.action === asked.action);
  }

  async #recover(): Promise<void> {
    const { request, signal } = this.#invocation;
    const also = request.alsoRecover.map((storyId) => this.#stories.assess({ storyId }));
    const { decisions: own, ...assessed } = this.#assess();
    const decisions = new Map([...also.flatMap((a) => [...a.decisions]), ...own]);
    await this.#stories.recover({ ...assessed, decisions }, signal);
  }

  #startWhatMay({ queue, board }: Assessed): void {
    const { request } = this.#invocation;
    for (const entry of queue) {
      if (this.#inFlight.size >= request.concurrency || this.#invocation.over) return;
      if (!this.#mayStart(entry)) continue;
      if (this.#isLimited()) return;
      const story = board.stories.find((s) => s.id === entry.storyId)!;
      const terms = this.#stories.termsFor(story, entry.action);
      if (!terms) return;
      if (!request.auto) this.#asked ??= { storyId: entry.storyId, action: entry.action };
      const turn = this.#stories.launch(story, board, terms, this.#invocation.signal);
      if (turn) this.#inFlight.set(story.id, this.#follow(story.id, turn));
    }
  }

  #mayStart(entry: QueuedAction): boolean {
    if (!this.#stories.isFree(entry.storyId)) return false;
    return !this.#asked || (this.#asked.storyId === entry.storyId && this.#asked.action === entry.action);
  }

  #isLimited(): boolean {
    const stop = this.#invocation.limit();
    // What is in flight may fail, and leave room: asked again when it has ended.
    if (stop && !(stop.kind === "asked-for" && this.#inFlight.size > 0)) this.#invocation.halt(stop);
    return stop !== undefined;
  }

  async #follow(storyId: string, turn: NonNullable<ReturnType<Stories["launch"]>>): Promise<void> {
    const came = await turn;
    this.#inFlight.delete(storyId);
    // Its checks failed on a changed tree, or a message came in between: what is next is another action now.
    if (came && came.outcome === undefined) this.#asked = undefined;
  }

  /** Waits for the first story that a rate limit or an overload holds. False: there is nothing to wait for. */
  async #wait({ held }: AssessedBoard): Promise<boolean> {
    const waiting = held.filter(
      (h) => h.kind === "waiting" && (!this.#asked || h.storyId === this.#asked.storyId),
    );
    const soonest = waiting.sort((a, b) => a.until!.localeCompare(b.until!))[0];
    const wait = soonest?.storyId ? this.#deps.executions.read(soonest.storyId).wait : undefined;
    if (!soonest || !wait) return false;
    const of = { name: soonest.slug, path: `story[${soonest.slug}]/${wait.action}` };
    await this.#invocation.waitFor(of, wait, this.#invocation.signal);
    return true;
  }

  #assess(): Assessed {
    return this.#stories.assess(this.#invocation.request.selection);
  }
}
