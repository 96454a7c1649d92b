import type { Script } from "./script.ts";
import { leastOf, type Reply, replyTo, type Tool } from "./tools.ts";

/** A turn of a conversation, as every protocol can tell it. */
export interface Turn {
  readonly role: "user" | "assistant" | "other";
  readonly text: string;
  /** How many tools an assistant's turn calls. */
  readonly toolCalls: number;
}

/** What a request asks of the model. */
export interface Asked {
  readonly turns: readonly Turn[];
  readonly tools: readonly Tool[];
  readonly model: string;
  readonly stream: boolean;
  /** What the agent's own question must be answered with (which model to use, who speaks next): no part of a script. */
  readonly schema?: Tool["schema"];
}

/** What each call is said to have used. Fixed, so that tests can add up. */
export const used = { input: 1000, output: 50, cacheRead: 200, cacheWrite: 100 };

/**
 * The reply that is due: of the last script in the conversation, the steps that the offered tools can do, and of them
 * the one after those that were played already.
 */
export function dueReply(asked: Asked, scriptOf: (prompt: string) => Script | undefined): Reply | "stall" {
  const { turns, tools, schema } = asked;
  if (schema) return { text: JSON.stringify(leastOf(schema)) };
  const scripts = turns.map(({ role, text }) => (role === "user" ? scriptOf(text) : undefined));
  const at = scripts.findLastIndex((script) => script !== undefined);
  const played = turns.slice(at + 1).filter(({ role, toolCalls }) => role === "assistant" && toolCalls > 0);
  const doable = (scripts[at] ?? []).flatMap((step): (Reply | "stall")[] => {
    const reply = "stall" in step ? "stall" : replyTo(step, tools);
    return reply === undefined ? [] : [reply];
  });
  return doable[played.length] ?? { text: at < 0 ? "There is no script." : "The script is over." };
}
