/**
 * Agents that are programs: arguments in, events out. What is common to all of them (supervision, order of events,
 * transcript, masking) is here, so that an agent is one small `Conversation`.
 */
import { randomUUID } from "node:crypto";
import { bounded } from "../../../domain/text/bounded.ts";
import { maskIssue } from "../../../domain/text/mask.ts";
import type { AgentEvent, AgentRequest, AgentResult } from "../../../engine/ports/agent.ts";
import type { Ended } from "../../process/end/ended.ts";
import type { Dialogue, Input } from "../../process/start/dialogue.ts";
import { supervise } from "../../process/start/supervise.ts";
import { maskResultFile, resultFile } from "../command/result-file.ts";
import { answerNotes } from "../transcript/salvage.ts";
import { openTranscript } from "../transcript/writer.ts";
import { withQuestion } from "./question.ts";

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
  /**
   * Asked after every line, until it is asked to end: whether it has said its last word, or cannot get anywhere
   * (adapters/process/supervise.ts).
   */
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

export type Conclusion = Omit<AgentResult, "exitCode" | "signal" | "durationMs">;

/** Performs a request by running a program: the promises of `Agent.perform`. */
export async function performProgram(
  request: AgentRequest,
  begin: () => Conversation,
  onEvent: (event: AgentEvent) => void | Promise<void>,
  signal: AbortSignal,
): Promise<AgentResult> {
  const { mask } = request;
  const pending: AgentEvent[] = [];
  const transcript = openTranscript(request.attemptDir, mask, (text) =>
    pending.push({ type: "notice", text }),
  );
  let telling = Promise.resolve();
  let plain = false;
  // One after the other, over both streams; the line that caused an event waits for it.
  const tell = (events: readonly AgentEvent[]): Promise<void> => {
    telling = telling.then(async () => {
      for (const event of [...pending.splice(0), ...events]) {
        const masked = maskEvent(event, mask);
        // The text of a plain one is in the transcript already, as lines.
        if (event.type !== "text" || !plain) transcript.write("event", JSON.stringify(masked));
        await onEvent(masked);
      }
    });
    return telling;
  };
  try {
    const conversation = begin();
    const { command, args, env, stdin } = conversation;
    const conclude = (result: Conclusion) =>
      maskResult(withQuestion(result, request.attemptDir, plain), mask);
    const noteAnswer = answerNotes(transcript);
    plain = conversation.plain === true;
    const { dialogue, speak } = dialogueOf(conversation.dialogue);
    const ended = await supervise({
      command,
      args,
      env,
      stdin,
      dialogue,
      cwd: request.workspace,
      token: env.AGENTIC_SDLC_TOKEN ?? randomUUID(),
      wallMs: request.limits.wallMs,
      silenceMs: request.limits.silenceMs,
      asks: conversation.asks,
      over() {
        const state = conversation.over?.();
        const answer = state === "said" ? conversation.answered?.() : undefined;
        noteAnswer(answer && conclude(answer));
        return state;
      },
      busy: () => conversation.busy?.() === true,
      signal,
      onStart: ({ pid, startTime }) => tell([{ type: "started", pid, startTime }]),
      async onLine(stream, line) {
        const kept = stream === "out" && !plain ? "raw" : stream;
        if (conversation.keeps?.(stream, line) !== false) transcript.write(kept, line);
        const events = conversation.read(stream, line);
        if (events.length > 0) await tell(events);
        speak();
      },
    });
    const { result, events } = conversation.conclude(ended);
    await tell([...events, ...leftBehind(ended)]);
    const { exitCode, signal: by, durationMs } = ended;
    const said = conclude(result);
    if (!plain) maskResultFile(resultFile(request.attemptDir), mask);
    return { exitCode, signal: by, durationMs, ...said };
  } finally {
    transcript.close();
  }
}

/** The supervisor's dialogue for a talk, and what makes it say what is to be said. */
function dialogueOf(talk: Talk | undefined): { readonly dialogue?: Dialogue; speak(): void } {
  if (!talk) return { speak() {} };
  let input: Input | undefined;
  const speak = () => {
    const { text, end } = input ? talk.next() : { text: "", end: false };
    input?.write(text);
    if (end) input?.end();
  };
  const dialogue = {
    start(opened: Input) {
      input = opened;
      speak();
    },
    cancel() {
      talk.cancel();
      speak();
    },
  };
  return { dialogue, speak };
}

function leftBehind({ left }: Ended): AgentEvent[] {
  if (left.length === 0) return [];
  return [{ type: "notice", text: `processes that could not be ended: ${left.join(", ")}` }];
}

function maskEvent(event: AgentEvent, mask: (text: string) => string): AgentEvent {
  switch (event.type) {
    case "text":
    case "notice":
      return { ...event, text: mask(event.text) };
    case "tool":
      return { ...event, detail: mask(event.detail) };
    default:
      return event;
  }
}

function maskResult(result: Conclusion, mask: (text: string) => string): Conclusion {
  const { output, issues, question, error } = result;
  return {
    ...result,
    output: mask(output),
    issues: issues?.map((issue) => maskIssue(issue, mask)),
    question: question === undefined ? undefined : bounded(mask(question), mostQuestion),
    error: error && { ...error, message: bounded(mask(error.message), mostMessage) },
  };
}

/** Bytes of what is shown wherever a story is, and of what the story's file, too, must hold. */
const mostQuestion = 16 * 1024;
const mostMessage = 4 * 1024;
