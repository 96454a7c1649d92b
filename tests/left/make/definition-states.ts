import { board, onward, record, type State } from "./states.ts";

const hangs = ["story[a]/implement#1 session hang"];

const scripted = `name: story
steps:
  - { id: implement, type: action, access: write, starts: in-progress, sets: implementation_complete }
  - { id: format, type: script, run: "echo format >> calls.log; test -e mended || { echo $$ >> hanging; exec sleep 600; }", sets: format_complete }
  - { id: review, type: action, access: read, sets: reviews_complete, ends: done, verdict: true, rejected: { reopens: implement } }
`;

/** States of workflows of the project's own, and of definitions that changed, or did not. */
export const definitionStates: State[] = [
  {
    name: "script-step-killed",
    about: "A script step of a custom workflow was at work.",
    layout: { stories: { a: {} }, files: { ".agentic-sdlc/workflows/story.yaml": scripted } },
    async make(project) {
      await project.hanging(1, board);
      project.write("mended", "");
    },
    goOn: onward,
  },
  {
    name: "workflow-unchanged",
    about: "What changed is to run again, and nothing has: not what an older version hashed, either.",
    layout: { stories: { a: {} }, files: { ".agentic-sdlc/workflows/story.yaml": scripted, mended: "" } },
    make: (project) => project.killed([record("accepted", "story[a]/format")], ...board),
    goOn: [...onward, "--rerun-changed"],
  },
  {
    name: "steps-unchanged",
    about: "What changed is to run again; of the built-in workflow nothing has.",
    layout: { stories: { a: {} }, plan: hangs },
    make: (project) => project.hanging(1, board),
    goOn: [...onward, "--rerun-changed"],
  },
  {
    name: "step-changed",
    about: "What changed is to run again: a step has.",
    layout: { stories: { a: {} }, files: { ".agentic-sdlc/workflows/story.yaml": scripted, mended: "" } },
    async make(project) {
      await project.killed([record("accepted", "story[a]/format")], ...board);
      project.edit(".agentic-sdlc/workflows/story.yaml", (text) =>
        text.replace("echo format >>", "echo FORMAT >>"),
      );
    },
    goOn: [...onward, "--rerun-changed"],
  },
  {
    name: "step-removed",
    about: "The workflow has one step less than when the run was killed.",
    layout: { stories: { a: {} }, files: { ".agentic-sdlc/workflows/story.yaml": scripted, mended: "" } },
    async make(project) {
      await project.killed([record("accepted", "story[a]/implement")], ...board);
      project.edit(".agentic-sdlc/workflows/story.yaml", (text) => text.replace(/.*id: format.*\n/, ""));
    },
    goOn: onward,
  },
];
