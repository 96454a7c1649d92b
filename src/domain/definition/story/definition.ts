/** Who may touch what during an action. `full` only when the user's config asks for it. */
export type Access = "read" | "write" | "full";

/** A step that an agent performs for a story. */
export interface ActionStep {
  readonly id: string;
  readonly type: "action";
  readonly access: Access;
  /** The front matter key (`*_complete`) that says the step's result is accepted. */
  readonly sets?: string;
  /** Status the story takes when the step starts. */
  readonly starts?: string;
  /** Status the story takes when the step is accepted. */
  readonly ends?: string;
  /** The runner's own checks decide whether the step is done. */
  readonly checks?: boolean;
  /** The step must return a verdict. */
  readonly verdict?: boolean;
  /** What a rejecting verdict reopens. */
  readonly rejected?: { readonly reopens: string };
}

/** A step that the runner performs itself: a shell command in the workspace. */
export interface ScriptStep {
  readonly id: string;
  readonly type: "script";
  readonly run: string;
  readonly sets?: string;
  readonly starts?: string;
  readonly ends?: string;
}

export type StoryStep = ActionStep | ScriptStep;

/** A story workflow: the steps a story goes through, in order. */
export interface StoryWorkflow {
  readonly name: string;
  readonly steps: readonly StoryStep[];
}
