import type { StoryStep } from "./definition.ts";

/**
 * The text of a story's step that older versions hashed: only to compare a step with what they recorded.
 *
 * Its quirk: a list of keys given to `JSON.stringify` counts at every depth, so `rejected: { reopens: plan }` becomes
 * `"rejected":{}`, whatever is reopened. Of a step without `rejected` it is the canonical JSON. Of a step with it, it is
 * the canonical JSON of no step there can be, since `rejected` has to say what is reopened: a recorded hash needs no mark
 * that says which of the two it was made of.
 */
export function olderStepJson(step: StoryStep): string {
  return JSON.stringify(step, Object.keys(step).sort());
}
