import type { Json } from "../../../domain/text/json.ts";
import { eventOf, textAt } from "../json/read.ts";
import type { Heard, StreamReader } from "./reader.ts";

/** A text that is worth showing: none that is empty. */
export function textHeard(text: string): Heard[] {
  return text.trim() === "" ? [] : [{ type: "text", text }];
}

/** The session that an event names at a key, if it does. */
export function sessionHeard(event: Json, key: string): Heard[] {
  const sessionId = textAt(event, key);
  return sessionId === undefined ? [] : [{ type: "session", sessionId }];
}

/** Reads lines: `hear` is given the events on standard output, `hearError` the lines of standard error. */
export function eventReader(
  hear: (event: Json) => readonly Heard[],
  hearError: (line: string) => readonly Heard[] = () => [],
): StreamReader["read"] {
  return (stream, line) => {
    if (stream === "err") return hearError(line);
    const event = eventOf(line);
    return event ? hear(event) : [];
  };
}
