import type { Config } from "../domain/config.ts";
import type { Access, ActionStep, StoryStep, StoryWorkflow } from "../domain/definition.ts";
import type { Attempt, StoryExecution } from "../domain/execution.ts";
import type { Owned, PersonMessage, StoryRecord, Text } from "../domain/record.ts";
import type { Board, BrokenStory, Story, StoryPatch } from "../domain/story.ts";
import type { GivenVerdict } from "../domain/verdict.ts";
import type { Asked } from "../domain/workflow-run/nodes.ts";
import type { Agent } from "./agent-port.ts";
import type { Reporter } from "./events.ts";
import type { Workspace } from "./workspace-port.ts";

/** The board's files. */
export interface StoryStore {
  /** Reads every story; broken ones are in it, never dropped. */
  load(): Board;
  /** Reads one file again; undefined when it is gone. */
  read(path: string): Story | BrokenStory | undefined;
  /**
   * Changes what the engine owns of a story; durable when it returns. Never overwrites an edit made meanwhile.
   * Throws NotSavedError, or UserError when the file is gone or broken.
   */
  patch(path: string, make: (fresh: Story) => StoryPatch): Story;
  /**
   * Puts back owned keys whose values break the story's file; durable when it returns. What was written there, by key;
   * `{}` where it is not broken, or otherwise. Throws NotSavedError.
   */
  mend(path: string, owned: Owned): Readonly<Record<string, unknown>>;
  /** The story a dependency names, by id or slug. */
  dependency(board: Board, name: string): Story | undefined;
  /** Hash of what a person wrote of a story: the file less owned keys and sections. */
  inputHash(story: Story): string;
}

/** One story's journal, open for writing under its lease. */
export interface StorySession {
  readonly storyId: string;
  /** The fold of everything recorded so far. */
  readonly execution: StoryExecution;
  /** Appends records, in order; durable when it resolves. Throws NotSavedError, or when the lease was lost. */
  record(...records: StoryRecord[]): Promise<void>;
  /** Absolute path of an attempt's own folder, created. */
  attemptDir(action: string, attempt: number): string;
  /** Keeps a text: in the record, or durable in a file of its own when large. */
  keepText(text: string): Text;
  readText(text: Text): string;
  messages(): readonly InboxMessage[];
  forgetMessage(name: string): void;
  /** Gives the lease back. Called once. Throws NotSavedError: the lease then dies with the process. */
  release(): void;
}

export interface InboxMessage {
  readonly name: string;
  readonly message: PersonMessage;
}

/** The journals of all stories. */
export interface ExecutionStore {
  /** Ids of stories anything was ever recorded or posted for. */
  ids(): ReadonlySet<string>;
  /** Reads without a lease. */
  read(storyId: string): StoryExecution;
  /** How many messages of people wait in the story's inbox. */
  pendingMessages(storyId: string): number;
  readText(storyId: string, text: Text): string;
  /** Who works on a story now: a text for people; undefined when it is free, or its holder is dead. */
  holder(storyId: string): string | undefined;
  /** Takes a story's lease and opens its journal. Throws LeaseHeldError. */
  open(storyId: string): StorySession;
}

/** What an action is performed with, after flags and config. */
export interface Performer {
  readonly agent: Agent;
  readonly model?: string;
  readonly access: Access;
  /** Milliseconds, instead of config's `limits.attemptTime`. */
  readonly attemptTime?: number;
  /** Milliseconds, instead of config's `limits.silence`. */
  readonly silence?: number;
}

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
  readonly goesOn?: "interrupted" | "answered" | "stalled";
  /** What its earlier attempts have asked. */
  readonly asked: readonly Asked[];
}

export interface Prompts {
  render(facts: PromptFacts): { readonly prompt: string; readonly hash: string };
  /** What the agent of a workflow file's step is told. */
  forStep(facts: StepPromptFacts): string;
  /** Hash of the template an action uses today. */
  hash(action: string): string;
  /** What of an agent's output goes into the story, by step id. `given`: what a review gave beside its output. */
  sections(step: StoryStep, output: string, story: Story, given?: GivenVerdict): StoryPatch["sections"];
}

export interface ShellRun {
  readonly exitCode: number | null;
  /** What ended it, where a signal did. */
  readonly signal: string | null;
  readonly durationMs: number;
  readonly tail: string;
  readonly stdout: string;
  readonly stderr: string;
  readonly timedOut: boolean;
}

/** Processes of attempts and checks. */
export interface Processes {
  /** Runs a shell command; resolves always; nothing of it is alive afterwards. */
  shell(
    command: string,
    options: {
      cwd: string;
      env: Readonly<Record<string, string>>;
      /** What is set in `env` beside the token. */
      variables?: Readonly<Record<string, string>>;
      token: string;
      /** The whole standard input; without it there is none. */
      stdin?: string;
      timeoutMs?: number;
      signal: AbortSignal;
      onStart?: (process: { readonly pid: number; readonly startTime: string | null }) => void;
      /** Its outputs are wanted whole, at its end: `tail` is then that of stderr or, where that is empty, of stdout. */
      unheard?: boolean;
    },
  ): Promise<ShellRun>;
  /** Ends everything a dead attempt left running. Resolves when nothing remains. */
  end(of: { token: string; pid?: number; startTime?: string | null }): Promise<void>;
}

export interface Clock {
  now(): Date;
  /** Resolves at `until`, or when `signal` aborts. */
  sleep(until: Date, signal: AbortSignal): Promise<void>;
}

/** Everything the engine needs of the outside. One place builds it (cli/wire.ts). */
export interface Deps {
  readonly stories: StoryStore;
  readonly executions: ExecutionStore;
  readonly config: Config;
  /** Throws UserError when the story names a workflow there is not. */
  readonly workflowOf: (story: Story) => StoryWorkflow;
  /** sha256 (hex) of a text. */
  readonly hash: (text: string) => string;
  readonly performerOf: (step: ActionStep) => Performer;
  /** The agent that made a session, to learn what a dead attempt left; undefined when it is configured no more. */
  readonly agentNamed: (name: string) => Agent | undefined;
  readonly workspaceOf: (story: Story) => Workspace;
  readonly prompts: Prompts;
  readonly processes: Processes;
  readonly environment: (of: EnvironmentOf) => Record<string, string>;
  readonly clock: Clock;
  /** A new random token: unguessable, filename-safe. */
  readonly token: () => string;
  readonly mask: (text: string) => string;
  /** Adds a line of the runner's own to the transcript in an attempt's folder. Must not throw. */
  readonly note: (attemptDir: string, text: string) => void;
  readonly reporter: Reporter;
}

export interface EnvironmentOf {
  readonly story: Story;
  readonly action: string;
  readonly attempt: number;
  readonly runId: string;
  readonly path: string;
  readonly token: string;
  readonly attemptDir: string;
  readonly sessionId?: string;
}
