import { type CommandDefinition, decision, storyOrRun, whileLeased } from "../definition.ts";
import { someText } from "../values.ts";

export const reject: CommandDefinition = {
  ...decision,
  name: "reject",
  summary: "refuse at a gate: the action is done again; a workflow file's gate fails",
  details: whileLeased,
  arguments: [
    storyOrRun,
    { name: "[gate]", description: "the gate's action, or path; default: the one that waits" },
  ],
  options: [
    {
      flags: "-r, --reason <text>",
      description: "leads the next prompt",
      parse: someText("--reason"),
      required: true,
    },
  ],
  examples: [['reject add-dark-mode --reason "No tests for the toggle"', "implement it again"]],
  run: async (ctx, [name = "", gate], options) => {
    const { decide } = await import("../working.ts");
    return decide(ctx, (people, project) => people.reject(project, name, gate, String(options.reason)));
  },
};
