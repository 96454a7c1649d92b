import { type CommandDefinition, decision, storyOrRun, whileLeased } from "../definition.ts";

export const approve: CommandDefinition = {
  ...decision,
  name: "approve",
  summary: "open a gate: the story, or the workflow file's run, goes on",
  details: `${whileLeased} A run that is under way takes it at once.`,
  arguments: [
    storyOrRun,
    { name: "[gate]", description: "the gate's action, or path; default: the one that waits" },
  ],
  examples: [
    ["approve add-dark-mode", "the gate it waits at"],
    ["approve add-dark-mode implement", "only if it waits at that one"],
    ["approve run-mk5yvfv5-m3wv 'packages[core]/ship'", "a gate of a workflow file's run"],
  ],
  run: async (ctx, [name = "", gate]) => {
    const { decide } = await import("../working.ts");
    return decide(ctx, (people, project) => people.approve(project, name, gate));
  },
};
