import type { Mutation } from "../harness/bundle.ts";
import type { Call } from "../harness/strace.ts";
import type { When } from "./crash.ts";

/** A product that is broken on purpose, and how that must be noticed. */
export interface Mutant {
  readonly does: string;
  /** The workflow file that shows it. */
  readonly name: string;
  readonly mutations: readonly Mutation[];
  /** Kills then, or right before the calls that this holds for. Absent: the trace of an undisturbed run is enough. */
  readonly killAt?: When | ((call: Call, before: Call) => boolean);
  /** Left out of `npm test`. */
  readonly onlyInFull?: boolean;
  /** How the complaint about it reads. */
  readonly as: RegExp;
}

const settled = "engine/workflow/walk/settle.ts";
const recorded = "void walk.journal.record(record).then(() => {";

export const mutants: readonly Mutant[] = [
  {
    does: "starts a command before its intent is durable",
    name: "fan",
    mutations: [
      {
        file: "engine/workflow/script.ts",
        find: 'await walk.journal.record({ type: "intent"',
        replace: 'void walk.journal.record({ type: "intent"',
      },
    ],
    as: /was started before its intent was durable/,
  },
  {
    does: "records that a child is done, and what consumed its step, before the step",
    name: "fan",
    mutations: [
      {
        file: settled,
        find: recorded,
        replace: `const late = new Promise((resolve) => setTimeout(resolve, step.type === "script" ? 30 : 0));
          void late.then(() => walk.journal.record(record)).then(() => {`,
      },
    ],
    as: /was started before .* was durable/,
  },
  {
    does: "tells that progress is saved before it is",
    onlyInFull: true,
    name: "fan",
    mutations: [
      {
        file: settled,
        find: recorded,
        replace: "void walk.journal.record(record);\n  void Promise.resolve().then(() => {",
      },
    ],
    as: /was told before it was durable/,
  },
  {
    does: "does not sync what it records",
    onlyInFull: true,
    name: "fan",
    mutations: [{ file: "adapters/files/journal/journal.ts", find: "fdatasyncSync(this.fd);", replace: "" }],
    as: /NOT DURABLE: bytes of journal/,
  },
  {
    does: "forgets a person's decision before it is recorded",
    onlyInFull: true,
    name: "people",
    mutations: [
      {
        file: "engine/workflow/people/people.ts",
        find: "void journal.record({ ...decision, path, inbox: name }).then(() => this.#forget(name));",
        replace: "this.#forget(name);\n        void journal.record({ ...decision, path, inbox: name });",
      },
    ],
    killAt: (call, before) => call.name === "write" && before.path.includes("/inbox"),
    as: /ASKED AGAIN: /,
  },
  {
    does: "leaves what a dead runner started running",
    name: "slow",
    mutations: [
      {
        file: "engine/workflow/recover.ts",
        find: "if (node.token !== undefined) await deps.processes.end({ ...node, token: node.token });",
        replace: "{}",
      },
    ],
    // The step has just begun to work, for as long as it takes to be recorded as started.
    killAt: "record:5",
    as: /OTHER outputs: \{"times":2\}/,
  },
];
