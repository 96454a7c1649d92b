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
  signal: AbortSignal,
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
    let heard = began;
    let sessionId: string | undefined;
    let over = false;
    const tell = async (event: AgentEvent) => {
      // What is ended never goes on.
      if (over) return new Promise<void>(() => {});
      heard = performance.now();
      if (event.type === "session") {
        sessionId = event.sessionId;
        this.#left.set(request.attemptDir, { sessionId });
      }
      await onEvent(event);
    };
    const played = (async () => {
      await tell({ type: "started", pid: 1, startTime: "1" });
      return this.#play(request, tell, signal);
    })();
    const watch = watching(request.limits, () => heard, signal);
    try {
      const result = await Promise.race([played, watch.ended]);
      const usual = {
        exitCode: 0,
        signal: null,
        output: "",
        usage: { costUsd: null },
        sessionId,
        error: undefined,
      };
      return { ...usual, durationMs: performance.now() - began, ...result };
    } finally {
      over = true;
      watch.stop();
    }
  }
}

/** Resolves when it has to be ended from outside. */
function watching({ wallMs, silenceMs }: AgentRequest["limits"], heard: () => number, signal: AbortSignal) {
  const began = performance.now();
  let timer: NodeJS.Timeout | undefined;
  let look = () => {};
  const ended = new Promise<Partial<AgentResult>>((resolve) => {
    const end = (kind: ErrorKind, message: string) => resolve({ exitCode: null, error: { kind, message } });
    look = () => {
      clearTimeout(timer);
      const now = performance.now();
      const [wall, silence] = [began + wallMs - now, heard() + silenceMs - now];
      // It is asked first: what it says at once is still its result.
      if (signal.aborted) setImmediate(() => end("crash", "stopped"));
      else if (wall <= 0) end("timeout", `after ${wallMs / 1000} s`);
      else if (silence <= 0) end("stalled", `silent for ${silenceMs / 1000} s`);
      else timer = setTimeout(look, Math.min(wall, silence, 60_000));
    };
    look();
    signal.addEventListener("abort", look, { once: true });
  });
  const stop = () => {
    clearTimeout(timer);
    signal.removeEventListener("abort", look);
  };
  return { ended, stop };
}
