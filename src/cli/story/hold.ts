import type { HeldStory } from "../../domain/assess.ts";

/** Why a story is not queued, in one word. */
export function holdWord(kind: HeldStory["kind"]): string {
  return words[kind];
}

const words: Readonly<Record<HeldStory["kind"], string>> = {
  blocked: "blocked",
  broken: "broken",
  gate: "to approve",
  question: "question",
  dependency: "waits",
  leased: "held",
  waiting: "waits",
  unselected: "not selected",
  exhausted: "stuck",
};

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
