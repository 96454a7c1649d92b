import { storyWord } from "../../text/shell-word.ts";
import type { HeldStory } from "./queue.ts";

/** What a person types to let a held story go on; `undefined` where nothing needs to be typed. */
export function remedy({ kind, slug }: Pick<HeldStory, "kind" | "slug">): string | undefined {
  switch (kind) {
    case "blocked":
      return `agentic-sdlc unblock ${storyWord(slug)}`;
    case "gate":
      return `agentic-sdlc approve ${storyWord(slug)}`;
    case "question":
      return `agentic-sdlc answer ${storyWord(slug)} "…"`;
    case "went-back":
      return `agentic-sdlc accept ${storyWord(slug)}`;
    case "exhausted":
      return `agentic-sdlc move ${storyWord(slug)} done`;
    default:
      return undefined;
  }
}
