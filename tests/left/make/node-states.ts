import { record, type State } from "./states.ts";
import { agent, file, gate, goOn, mend, run, script } from "./workflow-text.ts";

const gated = { files: { "w.yaml": file(script("a"), gate, script("b")) } };
const asking = (...plan: string[]) => ({
  files: {
    "w.yaml": `${file(script("a"), agent, script("b", "cat", 'stdin: "${{ steps.notes.output }}"'))}outputs: { notes: "\${{ steps.b.stdout }}" }\n`,
  },
  plan,
});

const gates: State[] = [
  {
    name: "gate-parked",
    about: "A gate waits.",
    layout: gated,
    make: (project) => project.run(3, ...run),
    goOn,
  },
  {
    name: "gate-approved",
    about: "A gate was approved while nothing ran.",
    layout: gated,
    async make(project) {
      await project.run(3, ...run);
      await project.run(0, "approve", await project.runId(), "ship");
    },
    goOn,
  },
  {
    name: "gate-rejected",
    about: "A gate was rejected while nothing ran: it fails, and asks again.",
    layout: gated,
    async make(project) {
      await project.run(3, ...run);
      await project.run(0, "reject", await project.runId(), "ship", "--reason", "not on a Friday");
    },
    goOn,
  },
  {
    name: "gate-approved-by-message",
    about: "A gate was approved, and the run killed with the message in its inbox.",
    layout: gated,
    async make(project) {
      await project.run(3, ...run);
      const id = await project.runId();
      await project.killed([["file", "/inbox/[^/]*\\.json$"]], "approve", id, "ship");
    },
    goOn,
  },
  {
    name: "gate-parked-beside-work",
    about: "Killed while one gate waited, and a command beside it was at work.",
    layout: {
      files: {
        "w.yaml": file(
          '  - { id: ship, type: gate, message: "Ship it?", needs: [] }\n',
          script("a", "test -e mended || { echo $$ >> hanging; exec sleep 600; }", "needs: []"),
        ),
      },
    },
    async make(project) {
      await project.hanging(1, run);
      mend(project);
    },
    goOn,
  },
];

const agents: State[] = [
  {
    name: "agent-killed",
    about: "Killed while an agent was at work, without a session.",
    layout: asking("notes#1 hang"),
    make: (project) => project.hanging(1, run),
    goOn,
  },
  {
    name: "agent-killed-with-a-session",
    about: "Killed while an agent was at work in a session.",
    layout: asking("notes#1 session hang"),
    make: (project) => project.hanging(1, run),
    goOn,
  },
  {
    name: "agent-stopped-with-a-session",
    about: "Stopped by Ctrl+C while an agent was at work in a session.",
    layout: asking("notes#1 session hang"),
    make: (project) => project.hanging(1, run, { signal: "SIGINT" }),
    goOn,
  },
  {
    name: "agent-told-its-session",
    about: "Killed while an agent was at work that had told its session.",
    layout: { ...asking(), config: { agent: "stream" } },
    make: (project) => project.hanging(1, run),
    goOn,
  },
  {
    name: "agent-said",
    about: "What an agent said was not judged.",
    layout: asking(),
    make: (project) => project.killed([record("said", "notes")], ...run),
    goOn,
  },
  {
    name: "agent-said-of-another-prompt",
    about: "What an agent said was not judged, and its prompt is another.",
    layout: asking(),
    async make(project) {
      await project.killed([record("said", "notes")], ...run);
      project.edit("w.yaml", (text) => text.replace("Write notes.", "Write more."));
    },
    goOn,
  },
  {
    name: "agent-failed",
    about: "An agent failed.",
    layout: asking("notes#1 fail"),
    make: (project) => project.run(1, ...run),
    goOn,
  },
  {
    name: "agent-limited",
    about: "Killed while it waited for a rate limit.",
    layout: asking("notes#1 session limit"),
    make: (project) => project.killed([record("failed", "notes")], ...run),
    goOn,
  },
  {
    name: "agent-asked",
    about: "An agent wants an answer.",
    layout: asking("notes#1 session ask"),
    make: (project) => project.run(3, ...run),
    goOn,
  },
  {
    name: "agent-answered",
    about: "An agent was answered while nothing ran.",
    layout: asking("notes#1 session ask"),
    async make(project) {
      await project.run(3, ...run);
      await project.run(0, "answer", await project.runId(), "notes", "Very.");
    },
    goOn,
  },
  {
    name: "agent-asked-not-parked",
    about: "An agent had asked, and it was not judged.",
    layout: asking("notes#1 session ask"),
    make: (project) => project.killed([record("said", "notes")], ...run),
    goOn,
  },
  {
    name: "agent-asks-twice",
    about: "An agent was answered, and asks again.",
    layout: asking("notes#1 session ask", "notes#2 session ask"),
    async make(project) {
      await project.run(3, ...run);
      await project.run(0, "answer", await project.runId(), "notes", "Very.");
    },
    goOn,
  },
];

const story = (plan: string[], config = {}) => ({
  stories: { a: { workflow: "quick" } },
  files: { "w.yaml": file(script("a"), "  - { id: work, type: story, story: a }\n", script("b")) },
  plan,
  config,
});

const stories: State[] = [
  {
    name: "story-half-done",
    about: "Killed in the second action of a story.",
    layout: story(["story[a]/review#1 session hang"]),
    make: (project) => project.hanging(1, run),
    goOn,
  },
  {
    name: "story-said",
    about: "What was said of a story was not judged.",
    layout: story([]),
    make: (project) => project.killed([record("said", "story[a]/implement#1")], ...run),
    goOn,
  },
  {
    name: "story-blocked",
    about: "A story needs a person: it failed too often.",
    layout: story([1, 2, 3].map((n) => `story[a]/implement#${n} fail`)),
    make: (project) => project.run(1, ...run),
    goOn,
  },
  {
    name: "story-gate-approved",
    about: "The gate of a story was approved while nothing ran.",
    layout: story([], { gates: { implement: "approve" } }),
    async make(project) {
      await project.run(3, ...run);
      await project.run(0, "approve", "a");
    },
    goOn,
  },
];

/** States of steps that are not commands: gates, agents, stories. */
export const nodeStates: State[] = [...gates, ...agents, ...stories];
