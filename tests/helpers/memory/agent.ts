import { setTimeout as delay } from "node:timers/promises";
import type { ErrorKind } from "../../../src/domain/agent/error.ts";
import type {
  Agent,
  AgentEvent,
  AgentRequest,
  AgentResult,
  LeftBehind,
} from "../../../src/engine/ports/agent.ts";

/** What it does with a request: what its result says beside the usual. `tell`: an event, which is waited for. */
export type Play = (
  request: AgentRequest,
  tell: (event: AgentEvent) => Promise<void>,
) => Partial<AgentResult> | Promise<Partial<AgentResult>>;

/** An agent that is a function: no process, no file. What it told of its session is left behind. */
export class MemoryAgent implements Agent {
  readonly name: string;
  readonly resumes = true;
  readonly #play: Play;
  readonly #left = new Map<string, LeftBehind>();

  constructor(name: string, play: Play) {
    this.name = name;
    this.#play = play;
  }

  salvage(attemptDir: string): LeftBehind {
    return this.#left.get(attemptDir) ?? {};
  }

  async perform(
    request: AgentRequest,
    onEvent: (event: AgentEvent) => void | Promise<void>,
    signal: AbortSignal,
  ): Promise<AgentResult> {
    const began = performance.now();
    const over = new AbortController();
    let heard = began;
    let sessionId: string | undefined;
    const tell = async (event: AgentEvent) => {
      if (over.signal.aborted) return;
      heard = performance.now();
      if (event.type === "session") {
        sessionId = event.sessionId;
        this.#left.set(request.attemptDir, { sessionId });
      }
      await onEvent(event);
    };
    const played = (async () => {
      await tell({ type: "started", pid: 1, startTime: "1" });
      return this.#play(request, tell);
    })();
    try {
      const result = await Promise.race([played, this.#ended(request, () => heard, signal, over.signal)]);
      const usual = { exitCode: 0, signal: null, output: "", usage: { costUsd: null }, sessionId };
      return { ...usual, durationMs: performance.now() - began, ...result };
    } finally {
      over.abort();
    }
  }

  /** How it is ended from outside, if it is. */
  async #ended({ limits }: AgentRequest, heard: () => number, signal: AbortSignal, over: AbortSignal) {
    const began = performance.now();
    const error = (kind: ErrorKind, message: string) => ({ exitCode: null, error: { kind, message } });
    while (!over.aborted) {
      const now = performance.now();
      const [wall, silence] = [began + limits.wallMs - now, heard() + limits.silenceMs - now];
      if (signal.aborted) return error("crash", "stopped");
      if (wall <= 0) return error("timeout", `after ${limits.wallMs / 1000} s`);
      if (silence <= 0) return error("stalled", `silent for ${limits.silenceMs / 1000} s`);
      const either = AbortSignal.any([signal, over]);
      await delay(Math.min(wall, silence, 60_000), undefined, { signal: either, ref: false }).catch(() => {});
    }
    return {};
  }
}
