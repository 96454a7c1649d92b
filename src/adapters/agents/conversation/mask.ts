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

/** What an attempt came to without secrets, its longest texts cut. */
export function maskResult(result: Conclusion, mask: (text: string) => string): Conclusion {
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
