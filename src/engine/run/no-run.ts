import { newRunState } from "../../domain/journal/run-state.ts";
import type { RunSession } from "../ports/run-store.ts";

const nothing = { options: {}, workflow: { name: "", hash: "" }, toolVersion: "" };

/** What changing commands work under: no run, whose journal is nobody's. */
export const noRun: RunSession = {
  state: { ...newRunState({ runId: "", scope: { kind: "board" }, ...nothing }, ""), status: "done" },
  record: async () => {},
  checkpoint: () => {},
  noteAgent: () => {},
};
