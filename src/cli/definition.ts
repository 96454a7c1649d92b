import type { ExitCode } from "../domain/exit-code.ts";
import type { CommandContext } from "./context.ts";

/** What a word on the command line may be completed with. */
export type Completion =
  | "story"
  | "story-or-run"
  | "status"
  | "action"
  | "run"
  | "target"
  | "file"
  | readonly string[];

export interface ArgumentDefinition {
  /** `<story>` or `[action]`. */
  readonly name: string;
  readonly description: string;
  readonly complete?: Completion;
}

export interface OptionDefinition {
  /** `-f, --follow` or `--label <label>`. */
  readonly flags: string;
  readonly description: string;
  /** Reads its value; throws UserError. A repeated option is read value by value into a list. */
  readonly parse?: (text: string) => unknown;
  readonly repeats?: true;
  readonly required?: true;
  readonly hidden?: true;
  readonly complete?: Completion;
}

/** Values of options by their camel-cased names. */
export type Options = Readonly<Record<string, unknown>>;

/** One command as data: help, completion and the parser are made of it. Its code is loaded only when it runs. */
export interface CommandDefinition {
  readonly name: string;
  readonly aliases?: readonly string[];
  /** Heading in the program's help. */
  readonly group?: string;
  /** One line. */
  readonly summary: string;
  /** What `--help` says beyond the summary. */
  readonly details?: string;
  readonly arguments?: readonly ArgumentDefinition[];
  readonly options?: readonly OptionDefinition[];
  /** Command lines without `agentic-sdlc`, each with what it is for. */
  readonly examples: readonly (readonly [command: string, why: string])[];
  readonly subcommands?: readonly CommandDefinition[];
  /** Whether it reports something, so that it takes `--json`. */
  readonly json: boolean;
  readonly needsBoard: boolean;
  /** Whether it changes anything: refused inside an attempt. */
  readonly changes: boolean | ((options: Options) => boolean);
  /** Known, but not shown. */
  readonly hidden?: true;
  readonly run: (
    ctx: CommandContext,
    args: readonly (string | undefined)[],
    options: Options,
    /** Every command there is. */
    all: readonly CommandDefinition[],
  ) => Promise<ExitCode>;
}

/** Headings of the program's help, in their order. */
export const groups = {
  board: "The board:",
  work: "Work:",
  people: "What people decide:",
  setup: "Setting up:",
} as const;

/** What the commands have in common by which people decide. */
export const decision = { group: groups.people, json: true, needsBoard: true, changes: true } as const;

/** What each of them says of a story that a run holds. */
export const whileLeased = "While a run holds the story, the run takes it; nothing needs to stop.";

/** A story as every command takes it. */
export const storyArgument: ArgumentDefinition = {
  name: "<story>",
  description: "slug, id, or a unique prefix of either",
  complete: "story",
};

/** A story, or a run, where either may be meant. */
export const storyOrRun: ArgumentDefinition = {
  name: "<story>",
  description: "slug, id, or a unique prefix of either; or a run's",
  complete: "story-or-run",
};
