import type { Asked } from "../../app/plan/asked.ts";
import { UserError } from "../../domain/errors.ts";
import { ExitCode } from "../../domain/exit-code.ts";
import { parseDeadline } from "../../domain/text/duration.ts";
import { type CommandDefinition, groups, type OptionDefinition, type Options } from "../definition.ts";
import { dollars, duration, someText, wholeNumber } from "../values.ts";

const options: OptionDefinition[] = [
  { flags: "--auto", description: "until nothing is left that may run" },
  { flags: "--story <story>", description: "only this story", parse: someText("--story"), complete: "story" },
  { flags: "--epic <epic>", description: "only stories of this epic", parse: someText("--epic") },
  { flags: "--status <status>", description: "only stories of this status", complete: "status" },
  { flags: "--label <label>", description: "only stories with this label", parse: someText("--label") },
  { flags: "--action <action>", description: "only this action", complete: "action" },
  { flags: "--until <action>", description: "nothing after this action", complete: "action" },
  {
    flags: "--max-actions <n>",
    description: "stop after so many actions",
    parse: wholeNumber("--max-actions", 1),
  },
  {
    flags: "-i, --input <name=value>",
    description: "an input of the workflow file, or @file with several",
    parse: someText("--input"),
    repeats: true,
  },
  {
    flags: "--concurrency <n>",
    description: "at most so many steps of the workflow file at once",
    parse: wholeNumber("--concurrency", 1),
  },
  { flags: "--agent <name>", description: "this agent instead of the config's", parse: someText("--agent") },
  { flags: "--budget <usd>", description: "spend no more than this", parse: dollars("--budget") },
  { flags: "--deadline <time>", description: "start nothing after it: 06:30, 8h or a date", parse: deadline },
  {
    flags: "--max-wait <duration>",
    description: "the longest wait for a rate limit",
    parse: duration("--max-wait", "6h"),
  },
  { flags: "-n, --dry-run", description: "print what would run, and write nothing" },
  { flags: "--show-prompt", description: "print what the agent would be told, and run nothing" },
  { flags: "-c, --continue [if-any]", description: "go on with an unfinished run; =if-any: or start" },
  { flags: "--resume [if-any]", description: "the same as --continue" },
  {
    flags: "--explain",
    description: "with --continue: say for each action what would become of it, and why",
  },
  { flags: "--strict", description: "with --continue: refuse on any warning" },
  { flags: "--force-continue", description: "with --continue: go on where it would refuse" },
  { flags: "--fresh", description: "abandon the unfinished run; interrupted actions start anew" },
  {
    flags: "--rerun <path>",
    description: "with --continue: run this node again",
    parse: someText("--rerun"),
  },
  { flags: "--rerun-changed", description: "with --continue: run again what changed, and what consumed it" },
  {
    flags: "--only <path>",
    description: "with --continue: only this node of the workflow file",
    parse: someText("--only"),
  },
  { flags: "--take-over", description: "take the lease of a holder that cannot be judged from here" },
];

export const run: CommandDefinition = {
  name: "run",
  group: groups.work,
  summary: "have the agent do the next action, or all of them; or run a workflow file",
  details:
    "Without options: the one action at the top of the queue. Ctrl+C stops the agent and loses nothing; --continue goes on. A workflow file runs to its end.",
  arguments: [
    {
      name: "[target]",
      description: "a workflow file; with --continue also a run's id, or a unique prefix",
      complete: "target",
    },
  ],
  options,
  examples: [
    ["run", "one action, then what would come next"],
    ["run --story add-dark-mode --auto", "one story to its end"],
    ["run --auto --budget 20 --deadline 06:30", "the board, tonight"],
    ["run --auto --continue=if-any", "the same from cron: goes on if there is something to continue"],
    ["run --continue", "go on after Ctrl+C or a crash"],
    ["run --continue --explain", "what would be done, and why"],
    ["run --dry-run --auto", "the queue"],
    ["run workflows/release.yaml -i version=1.2.0", "a workflow file, to its end"],
    ["run --continue --only 'packages[core]'", "one node of it"],
  ],
  json: true,
  needsBoard: true,
  changes: (given) => !given.dryRun && !given.showPrompt && !given.explain,
  run: async (ctx, [target], given) => {
    const { target: named, options: asked } = readRun(target, given);
    return (await import("../working.ts")).run(ctx, { ...asked, target: named });
  },
};

/**
 * Sorts out what the parser read: `--continue run-1` means the run, not a value of the option, and `--resume` is
 * `--continue`. Throws UserError (exit 2).
 */
export function readRun(
  target: string | undefined,
  given: Options,
): { target: string | undefined; options: Asked } {
  const { budget, maxWait, resume, input, ...same } = given;
  const values = [given.continue, resume].filter((value) => value !== undefined);
  const words = values.filter((value) => typeof value === "string" && value !== "if-any");
  const [id, ...more] = [...new Set([...words, ...(target === undefined ? [] : [target])])] as string[];
  if (more.length > 0) {
    throw new UserError(
      ExitCode.usage,
      `run takes one run's id or one file, not ${[id, ...more].join(" and ")}`,
      {
        fix: `agentic-sdlc run --continue ${id}`,
      },
    );
  }
  const is = (name: string) => given[name] === true;
  return {
    target: id,
    options: {
      ...same,
      auto: is("auto"),
      dryRun: is("dryRun"),
      showPrompt: is("showPrompt"),
      continue: values.includes("if-any") ? "if-any" : values.length > 0,
      explain: is("explain"),
      strict: is("strict"),
      forceContinue: is("forceContinue"),
      fresh: is("fresh"),
      rerunChanged: is("rerunChanged"),
      takeOver: is("takeOver"),
      ...(input === undefined ? {} : { inputs: input as readonly string[] }),
      budgetUsd: budget as number | undefined,
      maxWaitMs: maxWait as number | undefined,
    },
  };
}

function deadline(text: string): Date {
  try {
    return parseDeadline(text, new Date());
  } catch {
    throw new UserError(ExitCode.usage, `--deadline cannot be ${JSON.stringify(text)}`, {
      fix: "It wants a time, a duration or a date: --deadline 06:30, --deadline 8h, --deadline 2026-01-31T06:30",
    });
  }
}
