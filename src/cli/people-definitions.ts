import { type CommandDefinition, groups, storyArgument, storyOrRun } from "./definition.ts";
import { someText } from "./values.ts";

const own = { group: groups.people, json: true, needsBoard: true, changes: true } as const;
const whileLeased = "While a run holds the story, the run takes it; nothing needs to stop.";

const pathOfStep = "of a run, the step that asked, by its path; default: the only one";

export const move: CommandDefinition = {
  ...own,
  name: "move",
  summary: "move a story to another status",
  details: `The status you give wins over the tool's. ${whileLeased}`,
  arguments: [
    storyArgument,
    { name: "<status>", description: "backlog, ready, in-progress or done", complete: "status" },
  ],
  examples: [
    ["move add-dark-mode ready", "it is clear enough, without refinement"],
    ["move add-dark-mode done", "you finished it by hand"],
  ],
  run: async (ctx, [story = "", status = ""]) => (await import("./working.ts")).move(ctx, story, status),
};

export const block: CommandDefinition = {
  ...own,
  name: "block",
  summary: "keep a story from being worked on",
  details: whileLeased,
  arguments: [storyArgument],
  options: [
    { flags: "-r, --reason <text>", description: "why", parse: someText("--reason"), required: true },
  ],
  examples: [['block add-dark-mode --reason "waiting for the designer"', "until unblock"]],
  run: async (ctx, [story = ""], options) =>
    (await import("./working.ts")).block(ctx, story, String(options.reason)),
};

export const unblock: CommandDefinition = {
  ...own,
  name: "unblock",
  summary: "let a blocked story go on, with a new allowance",
  details: `Failures, rejections, calls and cost count from here. ${whileLeased}`,
  arguments: [storyArgument],
  examples: [["unblock add-dark-mode", "it goes on where it stopped"]],
  run: async (ctx, [story = ""]) => (await import("./working.ts")).unblock(ctx, story),
};

export const redo: CommandDefinition = {
  ...own,
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
  run: async (ctx, [story = "", action], options) =>
    (await import("./working.ts")).redo(ctx, story, action, options),
};

export const answer: CommandDefinition = {
  ...own,
  name: "answer",
  summary: "answer the question an agent asked",
  details: `The agent goes on in its session with the answer. ${whileLeased}`,
  arguments: [
    storyOrRun,
    { name: "[path]", description: pathOfStep },
    { name: "<text>", description: "the answer; - reads standard input" },
  ],
  examples: [
    ['answer add-dark-mode "Follow the system setting"', "then: agentic-sdlc run"],
    ['answer run-mk5yvfv5-m3wv "Only since 1.0"', "the only agent that asks in a workflow file's run"],
    ["answer run-mk5yvfv5-m3wv 'packages[core]/notes' - < notes.txt", "one of them, from a file"],
  ],
  run: async (ctx, [story = "", path, text = ""]) =>
    (await import("./working.ts")).answer(ctx, story, path, text),
};

export const approve: CommandDefinition = {
  ...own,
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
  run: async (ctx, [story = "", gate]) => (await import("./working.ts")).approve(ctx, story, gate),
};

export const reject: CommandDefinition = {
  ...own,
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
  run: async (ctx, [story = "", gate], options) =>
    (await import("./working.ts")).reject(ctx, story, gate, String(options.reason)),
};
