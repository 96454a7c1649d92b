import { waitUntil } from "../../domain/agent/help.ts";
import type { NodeState } from "../../domain/journal/nodes.ts";
import type { NodeContext } from "./node-context.ts";
import type { FailedTry } from "./outcome.ts";
import type { Walk } from "./walk.ts";

/** The rate limits and overloads that one node's agent waits out, in one invocation. */
export class Waits {
  readonly #walk: Walk;
  readonly #path: string;
  readonly #signal: AbortSignal;
  #count = 0;
  /** When this invocation began to wait; however often it does, `--max-wait` is for all of it. */
  #from: number | undefined;

  constructor({ walk, path, signal }: Pick<NodeContext, "walk" | "path" | "signal">) {
    this.#walk = walk;
    this.#path = path;
    this.#signal = signal;
  }

  /** Records a failure that is no try of its own. `at once`: nothing is waited for. Never rejects. */
  async record({ error, usage = { costUsd: null } }: FailedTry, when?: "at once"): Promise<void> {
    const walk = this.#walk;
    const path = this.#path;
    const attempt = walk.node(path)?.attempt ?? 1;
    const until = when ?? waitUntil(error, this.#count++, walk.deps.clock.now()).toISOString();
    const wait = when ? {} : { waitUntil: until };
    await walk.record({
      ...{ type: "failed", path, kind: "agent", attempt, error, usage, durationMs: 0 },
      ...wait,
    });
    const { kind, message } = error;
    walk.tell({ type: "node-failed", path, kind, message, attempt, again: true, usage, durationMs: 0 });
  }

  /** Resolves when what `known` waits for is over; to false where that would take too long, or the run stops. */
  async over(known: NodeState | undefined): Promise<boolean> {
    const { waitUntil: until, error } = known ?? {};
    if (until === undefined) return true;
    const walk = this.#walk;
    const { clock, reporter } = walk.deps;
    const time = new Date(until);
    if (time <= clock.now()) return true;
    this.#from ??= clock.now().getTime();
    const { deadline, maxWaitMs } = walk.request;
    const late = deadline !== undefined && time > deadline;
    if (late || time.getTime() - this.#from > maxWaitMs) {
      const bound = late ? "past the deadline" : "longer than --max-wait allows";
      const reason = `${this.#path} would wait until ${until}, ${bound} (${error?.kind})`;
      walk.stop ??= { kind: "limit", reason };
      return false;
    }
    const { kind = "", message = "" } = error ?? {};
    reporter.event({ type: "waiting", path: this.#path, kind, until, message });
    walk.checkpoint("now");
    await clock.sleep(time, this.#signal);
    return !walk.over && !this.#signal.aborted;
  }
}
