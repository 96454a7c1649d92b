import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "@jest/globals";
import { readTranscript, transcriptFile } from "../../src/adapters/agents/transcript/lines.ts";
import { findByToken } from "../../src/adapters/process/end/survivors.ts";
import type { Agent, AgentRequest } from "../../src/engine/ports/agent.ts";
import { isAlive, tempDir, textOf } from "../helpers/agents/processes.ts";
import { performed, requestIn } from "../helpers/agents/request.ts";
import { answersContract } from "./agent-answers.contract.ts";

/** What the agent under test is made to do. */
export type Behaviour =
  /** Says `hello`, ends well. */
  | "answers"
  /** As `answers`, without reading its prompt. */
  | "deaf"
  /** As `answers`, in session `s-1`, for $0.50. */
  | "session"
  /** Says `working` in session `s-1`, then nothing, for ever. */
  | "hangs"
  /** Talks for ever. */
  | "talks"
  /** Exit code 3. */
  | "fails"
  /** Bytes that are no text, on both outputs. */
  | "garbage"
  /** Notes signals in `asked` and goes on, as does its child in a session of its own (`far.pid`); says `working`. */
  | "stubborn"
  /** As `answers`, leaving a child that holds its output open in a session of its own (`far.pid`). */
  | "leaves"
  /** Writes `made.txt` (`made`) in its workspace where it is given the access to; says `hello`. */
  | "edits"
  /** As `answers`, for 1000 tokens in and 50 out in all, $0.25 where it tells costs. */
  | "usage"
  /** Given session `s-1`, says `going on in s-1`; its counters, where they go on, stand at three times `usage`. */
  | "resumes"
  /** Does not know the session it is given. */
  | "forgets"
  /** Answers by the schema it is held to: `{"verdict":"rejected","issues":[{"severity":"major","description":"d"}]}`. */
  | "structured"
  /** Says `hello` instead of following the schema. */
  | "unstructured"
  /** Says `QUESTION: Which theme?` and nothing else. */
  | "asks"
  /** The model's service says 401. */
  | "unauthorized"
  /** It says 429. */
  | "limited"
  /** It says 529. */
  | "overloaded"
  /** As `answers`, then does not end. */
  | "lingers"
  /** As `answers`, then exit code 1. */
  | "trips";

/** Every behaviour: what a program with a stream of its own can be made to show. */
export const allBehaviours: readonly Behaviour[] = [
  "answers",
  "deaf",
  "session",
  "hangs",
  "talks",
  "fails",
  "garbage",
  "stubborn",
  "leaves",
  "edits",
  "usage",
  "resumes",
  "forgets",
  "structured",
  "unstructured",
  "asks",
  "unauthorized",
  "limited",
  "overloaded",
  "lingers",
  "trips",
];

/** What adapters may differ in. */
export interface Traits {
  /** Whether the program tells what it cost. Default true. */
  readonly costs?: boolean;
  /** The signals that ask it to end. Default INT, TERM. */
  readonly asks?: readonly string[];
  /** Whether its counters go on over a session. Default false. */
  readonly counts?: boolean;
  /** Whether it can be held to a schema: else only the prompt asks. Default true. */
  readonly schema?: boolean;
}

/** What every agent promises (src/engine/ports/agent.ts). An adapter lists the behaviours it can be made to show. */
export function agentContract(
  adapter: string,
  behaviours: readonly Behaviour[],
  make: (behaviour: Behaviour, dir: string) => Agent,
  traits: Traits = {},
): void {
  const { costs = true, asks = ["INT", "TERM"] } = traits;
  let temp: ReturnType<typeof tempDir>;
  let request: AgentRequest;
  beforeEach(() => {
    temp = tempDir();
    request = requestIn(temp.dir);
  });
  afterEach(() => {
    expect(findByToken(request.env.AGENTIC_SDLC_TOKEN!)).toEqual([]);
    temp.remove();
  });
  const perform = (
    behaviour: Behaviour,
    more: Partial<AgentRequest> = {},
    onEvent?: Parameters<typeof performed>[2],
  ) => performed(make(behaviour, temp.dir), { ...request, ...more }, onEvent);
  const when = (behaviour: Behaviour, title: string, test: () => Promise<void>) => {
    if (behaviours.includes(behaviour)) it(title, test, 15_000);
  };
  answersContract(adapter, traits, { when, perform, request: () => request });
  const farPid = () => Number(textOf(join(request.workspace, "far.pid")));

  describe(`${adapter}, as an agent`, () => {
    when("answers", "tells its process first, then what it says, and ends without an error", async () => {
      const { result, events } = await perform("answers");
      expect(events[0]).toMatchObject({ type: "started", pid: expect.any(Number) });
      expect(events).toContainEqual({ type: "text", text: "hello" });
      expect(result).toMatchObject({ exitCode: 0, signal: null, error: undefined, usage: { costUsd: null } });
      expect(result.output.trimEnd()).toBe("hello");
      expect(result.durationMs).toBeGreaterThan(0);
      expect(readable(request)).toEqual(["hello"]);
    });

    when("answers", "takes a prompt of 5 MB", async () => {
      const { result } = await perform("answers", { prompt: "x".repeat(5_000_000) });
      expect(result.error).toBeUndefined();
    });

    when("deaf", "does not mind a prompt that is not read", async () => {
      const { result } = await perform("deaf", { prompt: "x".repeat(5_000_000) });
      expect(result).toMatchObject({ exitCode: 0, error: undefined });
    });

    when("session", "tells its session before it ends, and waits until that is recorded", async () => {
      let recorded = false;
      const { result } = await perform("session", {}, async (event) => {
        if (event.type !== "session") return;
        expect(event.sessionId).toBe("s-1");
        await new Promise((resolve) => setTimeout(resolve, 50));
        recorded = true;
      });
      expect(recorded).toBe(true);
      expect(result).toMatchObject({ sessionId: "s-1", usage: { costUsd: costs ? 0.5 : null } });
    });

    when("hangs", "keeps its session when it is stopped, and gives it up to who asks later", async () => {
      const { result, events } = await perform("hangs", {}, (event, controller) => {
        if (event.type === "text") controller.abort();
      });
      expect(result.error?.kind).toBe("crash");
      expect(result.sessionId).toBe("s-1");
      expect(events[0]).toEqual({ type: "started", pid: expect.any(Number), startTime: expect.any(String) });
      expect(events).toContainEqual({ type: "session", sessionId: "s-1" });
      expect(make("hangs", temp.dir).salvage(request.attemptDir)).toEqual({ sessionId: "s-1" });
    });

    when("hangs", "is ended when it is silent too long", async () => {
      const { result } = await perform("hangs", { limits: { wallMs: 30_000, silenceMs: 400 } });
      expect(result.error).toMatchObject({ kind: "stalled", message: expect.stringContaining("0.4 s") });
    });

    when("talks", "is ended when its time is over, however much it says", async () => {
      const { result } = await perform("talks", { limits: { wallMs: 500, silenceMs: 30_000 } });
      expect(result.error?.kind).toBe("timeout");
    });

    when("fails", "reports a non-zero exit as an error, with its code", async () => {
      const { result } = await perform("fails");
      expect(result).toMatchObject({ exitCode: 3, error: { kind: "crash" } });
      expect(result.error?.message).toContain("3");
    });

    when("garbage", "survives garbage", async () => {
      expect((await perform("garbage")).result).toMatchObject({ exitCode: 0, error: undefined });
    });

    when(
      "stubborn",
      "leaves nothing alive when stopped at once, not even what is deaf and far away",
      async () => {
        const started = performance.now();
        const { result } = await perform("stubborn", {}, (event, controller) => {
          if (event.type === "text") controller.abort("now");
        });
        expect(result.error?.kind).toBe("crash");
        expect(performance.now() - started).toBeLessThan(2500);
        expect(isAlive(farPid())).toBe(false);
      },
    );

    when("stubborn", "is asked before it is killed", async () => {
      const { result } = await perform("stubborn", {}, (event, controller) => {
        if (event.type === "text") controller.abort();
      });
      expect(textOf(join(request.workspace, "asked"))).toBe(asks.map((ask) => `${ask}\n`).join(""));
      expect(result).toMatchObject({ signal: "SIGKILL", error: { kind: "crash" } });
      expect(result.durationMs).toBeGreaterThan(asks.length * 2500 - 100);
      expect(isAlive(farPid())).toBe(false);
    });

    when("leaves", "does not wait for what it left behind, and ends it", async () => {
      const { result } = await perform("leaves");
      expect(result).toMatchObject({ exitCode: 0, error: undefined });
      expect(result.durationMs).toBeLessThan(5000);
      expect(isAlive(farPid())).toBe(false);
    });

    when("hangs", "ends everything, then rejects, when an event could not be recorded", async () => {
      const failing = () => Promise.reject(new Error("disk full"));
      await expect(perform("hangs", {}, failing)).rejects.toThrow("disk full");
    });
  });
}

/** What a person can read of an attempt's transcript: its text, each line once. */
function readable({ attemptDir }: AgentRequest): string[] {
  return [...readTranscript(transcriptFile(attemptDir))].flatMap(({ stream, text }) => {
    if (stream === "out") return text.trim() === "" ? [] : [text];
    const event = stream === "event" && text.startsWith("{") ? JSON.parse(text) : {};
    return event.type === "text" ? [event.text.trimEnd()] : [];
  });
}
