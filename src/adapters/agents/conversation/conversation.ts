import type { AgentEvent, AgentResult } from "../../../engine/ports/agent.ts";
import type { Ended } from "../../process/end/ended.ts";

/** One attempt's exchange with a program. */
export interface Conversation {
  /** A name looked up in PATH, or an absolute path. */
  readonly command: string;
  readonly args: readonly string[];
  /** The complete environment. */
  readonly env: Readonly<Record<string, string>>;
  readonly stdin: string;
  /** Instead of `stdin`, for a program that is talked with. */
  readonly dialogue?: Talk;
  /** What a line of the program's output says. */
  read(stream: "out" | "err", line: string): readonly AgentEvent[];
  /** Its standard output is text for people. Any other's is a protocol: what it says is known from events alone. */
  readonly plain?: true;
  /** Whether a line is worth keeping in the transcript. Default: every line. */
  keeps?(stream: "out" | "err", line: string): boolean;
  /** Asked after every line, until it is asked to end: whether it has said its last word, or cannot get anywhere. */
  over?(): "said" | "hopeless" | undefined;
  /** Whether one of its tools runs: then it may be silent for longer. */
  busy?(): boolean;
  /** The signals that ask it to end, in order. Default: SIGINT, SIGTERM. */
  readonly asks?: readonly NodeJS.Signals[];
  /** What it has answered so far, where no end it may come to changes that. Asked when it has said its last word. */
  answered?(): Conclusion | undefined;
  /** What it all came to. `events` are told after those of the lines. */
  conclude(ended: Ended): { readonly result: Conclusion; readonly events: readonly AgentEvent[] };
}

/** Our part of a conversation that goes both ways. */
export interface Talk {
  /**
   * What is to be said now, and whether that is all. Asked when the program runs, after a line once its events are told
   * (a session is recorded before anything is said in it), and after `cancel`.
   */
  next(): { readonly text: string; readonly end: boolean };
  /** The program is to stop; signals follow 2.5 s later. */
  cancel(): void;
}

/** What an attempt came to, but for how its program ended. */
export type Conclusion = Omit<AgentResult, "exitCode" | "signal" | "durationMs">;
