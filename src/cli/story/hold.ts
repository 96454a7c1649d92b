import type { HeldStory } from "../../domain/decide/story/queue.ts";

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
