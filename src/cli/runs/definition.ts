import { type CommandDefinition, groups } from "../definition.ts";
import { duration } from "../values.ts";

const runArgument = {
  name: "<run>",
  description: "the run's id, or a unique prefix",
  complete: "run",
} as const;

const showRun: CommandDefinition = {
  name: "show",
  summary: "show a run: scope, options, actions with time and cost",
  arguments: [runArgument],
  examples: [["runs show run-mk5yvfv5-m3wv", "what it did"]],
  json: true,
  needsBoard: true,
  changes: false,
  run: async (ctx, [id = ""]) => (await import("../reading.ts")).runsShow(ctx, id),
};

const discard: CommandDefinition = {
  name: "discard",
  summary: "abandon an unfinished run; what it did stays",
  details: "The run is archived, nothing is deleted, and no flag of a story changes.",
  arguments: [runArgument],
  examples: [["runs discard run-mk5yvfv5-m3wv", "it can no longer be continued"]],
  json: true,
  needsBoard: true,
  changes: true,
  run: async (ctx, [id = ""]) => (await import("../working.ts")).runsDiscard(ctx, id),
};

const prune: CommandDefinition = {
  name: "prune",
  summary: "delete the archives of old finished runs",
  details: "Stories and their attempts stay; unfinished runs stay, however old.",
  options: [
    {
      flags: "--older-than <duration>",
      description: "ended longer ago than this",
      parse: duration("--older-than", "30d"),
      required: true,
    },
  ],
  examples: [["runs prune --older-than 30d", "keeps the last month"]],
  json: true,
  needsBoard: true,
  changes: true,
  run: async (ctx, _args, options) =>
    (await import("../reading.ts")).runsPrune(ctx, Number(options.olderThan)),
};

export const runs: CommandDefinition = {
  name: "runs",
  group: groups.work,
  summary: "list the runs; show, discard or prune them",
  examples: [
    ["runs", "all of them, the latest first"],
    ["runs show run-mk5yvfv5-m3wv", "one of them"],
    ["runs prune --older-than 30d", "delete old archives"],
  ],
  subcommands: [showRun, discard, prune],
  json: true,
  needsBoard: true,
  changes: false,
  run: async (ctx) => (await import("../reading.ts")).runsList(ctx),
};
