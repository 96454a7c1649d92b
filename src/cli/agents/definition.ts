import { programTypes } from "../../domain/agent/types.ts";
import { type CommandDefinition, groups } from "../definition.ts";

const test: CommandDefinition = {
  name: "test",
  summary: "ask an agent for one word, and say what is wrong if it fails",
  details:
    "A real call, which costs a little: in an empty temporary folder, with read access, within 60 s. Without a name, each\nagent that some action uses, with its model there. Nothing of the project is shown to it, and nothing can be edited.",
  arguments: [
    { name: "[name]", description: "an agent of config, or a program's name", complete: programTypes },
  ],
  examples: [
    ["agents test", "each agent that some action uses"],
    ["agents test codex", "this one"],
  ],
  json: true,
  needsBoard: false,
  changes: true,
  run: async (ctx, [name]) => (await import("../working.ts")).agentsTest(ctx, name),
};

export const agents: CommandDefinition = {
  name: "agents",
  group: groups.setup,
  summary: "list the agents that are here, who does what, and what each can do",
  details: "Starts nothing but the programs' --version, each for 5 s at most.",
  examples: [
    ["agents", "what is found, configured and used"],
    ["agents test", "whether they answer; costs a little"],
  ],
  subcommands: [test],
  json: true,
  needsBoard: false,
  changes: false,
  run: async (ctx) => (await import("../working.ts")).agents(ctx),
};
