/**
 * Agents that are programs: arguments in, events out. What is common to all of them (supervision, order of events,
 * transcript, masking) is here, so that an agent is one small `Conversation`.
 */

import { randomUUID } from "node:crypto";
import type { AgentEvent, AgentRequest, AgentResult } from "../../../engine/ports/agent.ts";
import type { Ended } from "../../process/end/ended.ts";
import { supervise } from "../../process/start/supervise.ts";
import { maskResultFile, resultFile } from "../command/result-file.ts";
import { answerNotes } from "../transcript/salvage.ts";
import { openTranscript } from "../transcript/writer.ts";
import type { Conclusion, Conversation } from "./conversation.ts";
import { maskEvent, maskResult } from "./mask.ts";
import { withQuestion } from "./question.ts";
import { dialogueOf } from "./talk.ts";

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

function leftBehind({ left }: Ended): AgentEvent[] {
  if (left.length === 0) return [];
  return [{ type: "notice", text: `processes that could not be ended: ${left.join(", ")}` }];
}
