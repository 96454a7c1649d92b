import { canonicalJson } from "../../text/canonical.ts";
import type { StoryStep } from "./definition.ts";
import { olderStepJson } from "./older-step-json.ts";

type Hash = (text: string) => string;

/** The hash of a story's step, as an attempt at it records it: another one when anything in its definition is. */
export function stepHash(step: StoryStep, hash: Hash): string {
  return hash(canonicalJson(step));
}

/** Whether a step is what an attempt recorded, by today's hash or by the one that versions before it recorded. */
export function isRecordedStep(recorded: string, step: StoryStep, hash: Hash): boolean {
  return recorded === stepHash(step, hash) || recorded === hash(olderStepJson(step));
}
