import { board, ifAny, onward, record, type State } from "./states.ts";

const one = { a: {} };
const quick = { a: { workflow: "quick" } };
const implement = "story[a]/implement";

/** Each kills the runner at an instant of an attempt. */
const killedAt: State[] = (
  [
    ["intent", "the attempt was to start", [record("intent", `${implement}#1`)]],
    ["started", "the agent had just been started", [record("started", `${implement}#1`)]],
    ["said", "what it said was not judged", [record("said", `${implement}#1`)]],
    ["done", "the story did not say so yet", [record("done", `${implement}#1`)]],
    [
      "flag",
      "the story said so, the journal did not",
      [record("done", `${implement}#1`), ["file", "a\\.md$"]],
    ],
    ["accepted", "the run did not say so yet", [record("accepted", `${implement}#1`)]],
    ["checkpoint", "the checkpoint was of before", [record("ended", `${implement}#1`)]],
    ["review-said", "the last word was not judged", [record("said", "story[a]/review#1")]],
    ["review-done", "the story was not done yet", [record("done", "story[a]/review#1")]],
    ["last-accepted", "the run was not at its end yet", [record("accepted", "story[a]/review#1")]],
    ["run-ended", "the checkpoint of a finished run lay where it was", [record("run-ended")]],
  ] as const
).map(([name, about, at]) => ({
  name: `killed-after-${name}`,
  about: `Killed: ${about}.`,
  layout: { stories: quick },
  make: (project) => project.killed(at, ...board),
  goOn: ifAny,
}));

const interrupted: State[] = (
  [
    ["killed-at-work", "hang", "SIGKILL"],
    ["killed-with-a-session", "session hang", "SIGKILL"],
    ["stopped-at-work", "hang", "SIGTERM"],
    ["stopped-with-a-session", "session hang", "SIGINT"],
  ] as const
).map(([name, what, signal]) => ({
  name,
  about: `The agent was at work (${what}) when ${signal} came.`,
  layout: { stories: one, plan: [`${implement}#1 ${what}`] },
  make: (project) => project.hanging(1, board, { signal }),
  goOn: onward,
}));

const streaming: State[] = (["SIGKILL", "SIGINT"] as const).map((signal) => ({
  name: `${signal.toLowerCase()}-with-a-told-session`,
  about: `The agent had told its session as it began when ${signal} came.`,
  layout: { stories: quick, config: { actions: { implement: { agent: "stream" } } } },
  make: (project) => project.hanging(1, board, { signal }),
  goOn: onward,
}));

/** Attempts that came to no good end. */
const failed: State[] = [
  {
    name: "failed-once",
    about: "An action had failed, and was to be tried again.",
    layout: { stories: quick, plan: [`${implement}#1 fail`] },
    make: (project) => project.killed([record("failed", `${implement}#1`)], "run"),
    goOn: onward,
  },
  {
    name: "failed-twice-and-killed",
    about: "The third attempt, the last one before the story is blocked, was to start.",
    layout: { stories: quick, plan: [1, 2, 3].map((n) => `${implement}#${n} fail`) },
    make: (project) => project.killed([record("intent", `${implement}#3`)], ...board),
    goOn: onward,
  },
  {
    name: "blocked-by-failures",
    about: "Three failures in a row blocked the story.",
    layout: { stories: quick, plan: [1, 2, 3].map((n) => `${implement}#${n} fail`) },
    make: (project) => project.run(1, ...board),
    goOn: ifAny,
  },
  {
    name: "rejected",
    about: "The review had rejected, and what it reopens was not begun again.",
    layout: { stories: quick, plan: ["story[a]/review#1 reject"] },
    make: (project) => project.killed([record("accepted", "story[a]/review#1")], ...board),
    goOn: onward,
  },
  {
    name: "rejection-not-accepted",
    about: "The review had rejected, and the story did not say so yet.",
    layout: { stories: one, plan: ["story[a]/review#1 reject"] },
    make: (project) => project.killed([record("done", "story[a]/review#1")], ...board),
    goOn: onward,
  },
  {
    name: "rejected-and-begun-again",
    about: "What a rejection reopened was at work.",
    layout: { stories: quick, plan: ["story[a]/review#1 reject", `${implement}#2 session hang`] },
    make: (project) => project.hanging(1, board),
    goOn: onward,
  },
  {
    name: "blocked-by-rejections",
    about: "Three rejections in a row blocked the story.",
    layout: { stories: quick, plan: [1, 2, 3].map((n) => `story[a]/review#${n} reject`) },
    make: (project) => project.run(1, ...board),
    goOn: ifAny,
  },
  {
    name: "checks-failed",
    about: "A check had failed; the agent is asked again, on the tree as it is.",
    layout: {
      stories: quick,
      config: { checks: ["echo check >> calls.log; grep -q implement#2 work.txt"] },
    },
    make: (project) => project.killed([record("failed", `${implement}#1`)], ...board),
    goOn: onward,
  },
  {
    name: "killed-among-checks",
    about: "One of two checks had been made.",
    layout: { stories: quick, config: { checks: ["echo one >> calls.log", "echo two >> calls.log"] } },
    make: (project) => project.killed([record("check", `${implement}#1`)], ...board),
    goOn: onward,
  },
  {
    name: "answer-to-be-repaired",
    about: "A review without a verdict is asked for once more in its session.",
    layout: { stories: quick, plan: ["story[a]/review#1 session mumble"] },
    make: (project) => project.killed([record("failed", "story[a]/review#1")], ...board),
    goOn: onward,
  },
  {
    name: "session-unknown",
    about: "The session in which an attempt went on was not known any more.",
    layout: {
      stories: quick,
      plan: [`${implement}#1 session hang`, `${implement}#2 session_missing`],
    },
    async make(project) {
      await project.hanging(1, board);
      await project.killed([record("failed", `${implement}#2`)], ...onward);
    },
    goOn: onward,
  },
];

/** What holds a run up that is nobody's fault. */
const held: State[] = [
  {
    name: "rate-limit-waited-out",
    about: "Killed while it waited for a rate limit, in the middle of a session.",
    layout: { stories: quick, plan: [`${implement}#1 session limit`] },
    make: (project) => project.killed([record("failed", `${implement}#1`)], ...board),
    goOn: onward,
  },
  {
    name: "rate-limit-too-long",
    about: "The wait was longer than allowed: the run stopped.",
    layout: { stories: quick, plan: [`${implement}#1 limit`] },
    make: (project) => project.run(6, ...board, "--max-wait", "0s"),
    goOn: onward,
  },
  {
    name: "wait-used-up",
    about: "Limited again by the attempt after the wait: what may be waited is counted from the first one.",
    layout: { stories: quick, plan: [`${implement}#1 limit`, `${implement}#2 limit`] },
    make: (project) => project.killed([record("failed", `${implement}#1`)], ...board, "--max-wait", "1s"),
    goOn: [...onward, "--max-wait", "1s"],
  },
  {
    name: "turned-to-the-fallback",
    about: "Limited; another agent makes the next attempt.",
    layout: {
      stories: quick,
      config: { actions: { implement: { agent: "mine", fallback: "other" } } },
      plan: [`${implement}#1 limit`],
    },
    make: (project) => project.killed([record("failed", `${implement}#1`)], ...board),
    goOn: onward,
  },
  {
    name: "not-logged-in",
    about: "The run stopped because its agent was not logged in.",
    layout: { stories: quick, plan: [`${implement}#1 auth`] },
    make: (project) => project.run(1, ...board),
    goOn: ifAny,
  },
  {
    name: "actions-used-up",
    about: "Limited by --max-actions.",
    layout: { stories: one },
    make: (project) => project.run(0, ...board, "--max-actions", "2"),
    goOn: onward,
  },
  {
    name: "until-reached",
    about: "Limited by --until.",
    layout: { stories: one },
    make: (project) => project.run(0, ...board, "--until", "plan"),
    goOn: onward,
  },
  {
    name: "budget-used-up",
    about: "Its money was spent.",
    layout: { stories: one },
    make: (project) => project.run(6, ...board, "--budget", "0.5"),
    goOn: onward,
  },
  {
    name: "budget-raised",
    about: "Its money was spent, and there is more.",
    layout: { stories: one },
    make: (project) => project.run(6, ...board, "--budget", "0.5"),
    goOn: [...onward, "--budget", "5"],
  },
];

export const storyStates = [...killedAt, ...interrupted, ...streaming, ...failed, ...held];
