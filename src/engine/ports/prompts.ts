import type { GivenVerdict } from "../../domain/agent/verdict.ts";
import type { StoryStep, StoryWorkflow } from "../../domain/definition/story/definition.ts";
import type { Attempt, StoryExecution } from "../../domain/journal/execution.ts";
import type { Asked } from "../../domain/journal/nodes.ts";
import type { Text } from "../../domain/journal/record.ts";
import type { Story, StoryPatch } from "../../domain/story/story.ts";

/** A prompt's parts that only the engine knows. */
export interface PromptFacts {
  readonly story: Story;
  readonly step: StoryStep;
  readonly workflow: StoryWorkflow;
  readonly attempt: number;
  readonly execution: StoryExecution;
  readonly checks: readonly string[];
  /** Goes on inside the session of this attempt. */
  readonly resumes?: Attempt;
  readonly readText: (text: Text) => string;
  /** An attempt's own folder, to tell what one did that never gave an answer; without it, that is not told. */
  readonly attemptDir?: (attempt: Attempt) => string;
}

/** What the prompt of a workflow file's step is made of. */
export interface StepPromptFacts {
  /** The step's own. */
  readonly prompt: string;
  /** It goes on inside its session, and after what. */
  readonly goesOn?: "interrupted" | "answered" | "stalled" | "unreadable";
  /** What its earlier attempts have asked. */
  readonly asked: readonly Asked[];
}

/** What agents are told, and what of their answers goes into a story. Pure but for templates, read when it is made. */
export interface Prompts {
  /** What the agent of a story's action is told, and the hash of what that was made with. */
  render(facts: PromptFacts): { readonly prompt: string; readonly hash: string };
  /** What the agent of a workflow file's step is told. */
  forStep(facts: StepPromptFacts): string;
  /** Hash of the template an action uses today. */
  hash(action: string): string;
  /** What of an agent's output goes into the story, by step id. `given`: what a review gave beside its output. */
  sections(step: StoryStep, output: string, story: Story, given?: GivenVerdict): StoryPatch["sections"];
}
