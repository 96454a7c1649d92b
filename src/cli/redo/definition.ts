import { type CommandDefinition, decision, storyArgument, whileLeased } from "../definition.ts";
import { someText } from "../values.ts";

export const redo: CommandDefinition = {
  ...decision,
  name: "redo",
  summary: "have an action, and what follows it, done again",
  details: `Reopens done stories too. Earlier attempts are kept. ${whileLeased}`,
  arguments: [
    storyArgument,
    {
      name: "[action]",
      description: "refine, research, plan, implement, …; default: implement",
      complete: "action",
    },
  ],
  options: [{ flags: "-n, --note <text>", description: "leads the next prompt", parse: someText("--note") }],
  examples: [
    ['redo add-dark-mode --note "Use CSS variables"', "implement it again, then review"],
    ["redo add-dark-mode plan", "from the plan on"],
  ],
  run: async (ctx, [story = "", action], { note }) => {
    const { decide } = await import("../working.ts");
    return decide(ctx, (people, project) => people.redo(project, story, action, note as string | undefined));
  },
};
