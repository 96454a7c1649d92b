import type { AgentError } from "../../../domain/agent/error.ts";
import { bounded } from "../../../domain/text/bounded.ts";
import { maskIssue } from "../../../domain/text/mask.ts";
import type { AgentEvent } from "../../../engine/ports/agent.ts";
import type { Conclusion } from "./conversation.ts";

/** An event without secrets. */
export function maskEvent(event: AgentEvent, mask: (text: string) => string): AgentEvent {
  switch (event.type) {
    case "text":
    case "notice":
      return { ...event, text: mask(event.text) };
    case "tool":
      return { ...event, detail: mask(event.detail) };
    case "started":
    case "session":
    case "usage":
      return event;
  }
}

/**
 * What an attempt came to without secrets, its longest texts cut. Not its answer: over 8 MiB it is none, and is not kept
 * (the transcript has it).
 */
export function maskResult(result: Conclusion, mask: (text: string) => string): Conclusion {
  const { issues, question } = result;
  const isLong = Buffer.byteLength(result.output) > mostOutput;
  const output = isLong ? "" : result.output;
  const error = result.error ?? (isLong ? tooLong : undefined);
  return {
    ...result,
    output: mask(output),
    issues: issues?.map((issue) => maskIssue(issue, mask)),
    question: question === undefined ? undefined : bounded(mask(question), mostQuestion),
    error: error && { ...error, message: bounded(mask(error.message), mostMessage) },
  };
}

/** 8 MiB, and the note of what was left out of one that was said to be longer. */
const mostOutput = 8 * 1024 * 1024 + 1024;
const tooLong: AgentError = { kind: "schema", message: "the answer is more than 8 MiB" };

/** Bytes of what is shown wherever a story is, and of what the story's file, too, must hold. */
const mostQuestion = 16 * 1024;
const mostMessage = 4 * 1024;
