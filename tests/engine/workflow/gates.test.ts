import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "@jest/globals";
import { postMessage } from "../../../src/adapters/files/journal/inbox.ts";
import type { RunEvent } from "../../../src/engine/ports/events.ts";
import { tempDirs } from "../../helpers/temp-dir.ts";
import { drive } from "../../helpers/workflow/drive.ts";
import { GoldenProject } from "../../helpers/workflow/golden-project.ts";

const newDir = tempDirs();

const gate = "{ id: ok, type: gate, needs: [], message: Good? }";
const after = '{ id: after, type: script, needs: ok, run: ". ./ran" }';
const failsOnce =
  "{ id: flaky, type: script, needs: [], retry: { attempts: 2, delay: 50ms }, run: '. ./ran; [ \"$AGENTIC_SDLC_ATTEMPT\" = 2 ]' }";

function project(...steps: string[]): GoldenProject {
  const golden = GoldenProject.lay(newDir());
  writeFileSync(
    join(golden.dir, "gates.yaml"),
    `name: gates\nsteps:\n${steps.map((s) => `  - ${s}\n`).join("")}`,
  );
  return golden;
}

const approve = (golden: GoldenProject, runId: string) =>
  postMessage(golden.runDir(runId), { type: "approved", gate: "ok", at: new Date().toISOString() });

describe("a gate's approval", () => {
  it("is found by the next invocation, where it came when nobody held the run", async () => {
    const golden = project(gate, after);
    const { codes } = await drive(golden, "gates.yaml");
    expect(codes).toEqual([3, 0]);
    expect(golden.executed()).toEqual(["after#1"]);
  });

  it("goes on at once, also after something else was tried again", async () => {
    const golden = project(gate, after, failsOnce);
    let runId = "";
    const onEvent = (event: RunEvent) => {
      if (event.type === "run-started") runId = event.runId;
      // It waits for its second try, and nobody works on anything else.
      if (event.type === "node-failed") approve(golden, runId);
    };
    const { codes } = await drive(golden, "gates.yaml", { onEvent });
    expect(codes).toEqual([0]);
    expect(golden.executed().sort()).toEqual(["after#1", "flaky#1", "flaky#2"]);
  });
});
