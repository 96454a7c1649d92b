import type { AgentEvent } from "../../../engine/ports/agent.ts";

/** Longer ids would not fit where they have to go. */
const sessionPattern = /^[\w.-]{1,256}$/;

/** Whether a session id may be kept, and given to a program. */
export const isSessionId = (id: string) => sessionPattern.test(id);

/**
 * The event that tells a session's id, or the notice that it is ignored: it goes into commands and file names, and an id
 * cannot be masked and still be one.
 */
export function sessionEvent(
  id: string,
  mask: (text: string) => string,
): Extract<AgentEvent, { type: "session" | "notice" }> {
  if (isSessionId(id) && mask(id) === id) return { type: "session", sessionId: id };
  const why = isSessionId(id) ? "it holds a secret" : "only letters, digits and _ . - are allowed";
  return { type: "notice", text: `session id ${JSON.stringify(id.slice(0, 80))} ignored: ${why}` };
}

/** An attempt's session, told as often as it changes. */
export class Session {
  /** The last one that can be kept. */
  id: string | undefined;
  readonly #mask: (text: string) => string;
  #last: string | undefined;

  constructor(mask: (text: string) => string) {
    this.#mask = mask;
  }

  /** Whether the program told one, be it one that cannot be kept. */
  get isTold(): boolean {
    return this.#last !== undefined;
  }

  /** Takes an id as the program tells it: what is to be told of it, if it is new. */
  take(id: string): AgentEvent[] {
    if (id === this.#last) return [];
    this.#last = id;
    const event = sessionEvent(id, this.#mask);
    if (event.type === "session") this.id = id;
    return [event];
  }
}
