import { type CommandDefinition, groups } from "../definition.ts";

export const completion: CommandDefinition = {
  name: "completion",
  group: groups.setup,
  summary: "print a completion script for bash or zsh",
  arguments: [{ name: "<shell>", description: "bash or zsh", complete: ["bash", "zsh"] }],
  examples: [
    ["completion bash > ~/.local/share/bash-completion/completions/agentic-sdlc", "bash"],
    ["completion zsh > ~/.zfunc/_agentic-sdlc", "zsh, with ~/.zfunc in fpath"],
  ],
  json: false,
  needsBoard: false,
  changes: false,
  run: async (ctx, [shell = ""], _options, all) =>
    (await import("../reading.ts")).completion(ctx, shell, all),
};

/** Asked by the completion scripts: one word a line. Must be fast, and never say anything else. */
export const complete: CommandDefinition = {
  name: "__complete",
  summary: "print the names of stories or runs",
  arguments: [{ name: "<kind>", description: "story, run or target" }],
  examples: [],
  json: false,
  needsBoard: false,
  changes: false,
  hidden: true,
  run: async (ctx, [kind = ""]) => (await import("../reading.ts")).completeNames(ctx, kind),
};
