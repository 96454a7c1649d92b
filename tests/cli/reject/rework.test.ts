import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "@jest/globals";
import { runCli } from "../../helpers/cli.ts";
import { scratchBoard } from "../../helpers/scratch-board.ts";
import { tempDirs } from "../../helpers/temp-dir.ts";

const newFolder = tempDirs();

/** Asks first, and is rejected at its first review. */
const agent = `#!/bin/sh
step=$AGENTIC_SDLC_ACTION.$AGENTIC_SDLC_ATTEMPT
cat > prompt.$step
case $step in
implement.1) echo '{"question":"Red or blue?"}' > $AGENTIC_SDLC_RESULT_FILE ;;
implement.*) echo did it ;;
review.1) echo "VERDICT: rejected" ;;
review.*) echo "VERDICT: approved" ;;
esac
`;

describe("what a person said", () => {
  it("still holds when a review has the work done again, and no longer once it was approved", async () => {
    const cwd = newFolder();
    scratchBoard(cwd, [{ slug: "one", keys: { workflow: "quick", status: "ready" } }], { agent });
    const cli = async (...args: string[]) => (await runCli(args, { cwd })).code;
    const prompt = (step: string) => readFileSync(join(cwd, `prompt.${step}`), "utf8");
    expect(await cli("run", "--auto")).toBe(3);
    await cli("answer", "one", "Blue, like the sky");
    await cli("redo", "one", "--note", "Mind the tests");
    expect(await cli("run", "--auto")).toBe(0);
    for (const step of ["implement.2", "implement.3"]) {
      expect(prompt(step)).toMatch(/<person-\w+>\nBlue, like the sky\n<\/person/);
      expect(prompt(step)).toMatch(/<person-\w+>\nMind the tests\n<\/person/);
    }
    expect(prompt("implement.3")).toContain("The work was rejected (review#1)");
    await cli("redo", "one", "--note", "Greener");
    expect(await cli("run", "--auto")).toBe(0);
    expect(prompt("implement.4")).toContain("Greener");
    expect(prompt("implement.4")).not.toContain("Mind the tests");
  });
});
