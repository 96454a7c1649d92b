import { type CommandDefinition, groups } from "../definition.ts";

export const doctor: CommandDefinition = {
  name: "doctor",
  group: groups.setup,
  summary: "look for what is wrong: git, config, stories, leases, checkpoints, agents",
  options: [{ flags: "--fix", description: "mend what can be mended; a backup is kept of what it changes" }],
  examples: [
    ["doctor", "looks, and changes nothing"],
    ["doctor --fix", "mends"],
  ],
  json: true,
  needsBoard: false,
  changes: (options) => options.fix === true,
  run: async (ctx, _args, options) => (await import("../working.ts")).doctor(ctx, options),
};
