import type { HeldStory } from "./queue.ts";

/** What a person types to let a held story go on; `undefined` where nothing needs to be typed. */
export function remedy({ kind, slug }: Pick<HeldStory, "kind" | "slug">): string | undefined {
  switch (kind) {
    case "blocked":
      return `agentic-sdlc unblock ${slug}`;
    case "gate":
      return `agentic-sdlc approve ${slug}`;
    case "question":
      return `agentic-sdlc answer ${slug} "…"`;
    case "exhausted":
      return `agentic-sdlc move ${slug} done`;
    default:
      return undefined;
  }
}
