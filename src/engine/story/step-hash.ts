import type { StoryStep } from "../../domain/definition/story/definition.ts";
import type { Deps } from "../deps.ts";

/** Hash of a step's definition, to tell whether it changed since an attempt. */
export function stepHash(deps: Pick<Deps, "hash">, step: StoryStep): string {
  return deps.hash(JSON.stringify(step, Object.keys(step).sort()));
}
