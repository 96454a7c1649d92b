import type { RunSession } from "../ports/run-store.ts";
/** What changing commands work under: no run, whose journal is nobody's. */
export const noRun: RunSession = {
  state: {
    runId: "",
    scope: { kind: "board" },
    options: {},
    workflow: { name: "", hash: "" },
    toolVersion: "",
    startedAt: "",
    lastAt: "",
    status: "done",
    reason: "",
    current: [],
    ended: [],
    blocked: {},
    costUsd: 0,
  },
  record: async () => {},
  checkpoint: () => {},
  noteAgent: () => {},
};
