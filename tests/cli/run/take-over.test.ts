import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "@jest/globals";
import { encodeOwner } from "../../../src/adapters/files/lease/record.ts";
import { runCli } from "../../helpers/cli.ts";
import { scratchBoard } from "../../helpers/scratch-board.ts";
import { tempDirs } from "../../helpers/temp-dir.ts";

const newFolder = tempDirs();

const dies = `#!/bin/sh
cat > /dev/null
echo "$AGENTIC_SDLC_PATH" >> "$CALLS"
if mkdir once 2>/dev/null; then kill -9 $PPID; sleep 30; fi
echo "VERDICT: approved"
`;

/** Every lease below a folder becomes one of another container's. */
function inAnotherContainer(dir: string): number {
  const files = readdirSync(dir, { recursive: true, encoding: "utf8" });
  const leases = files.filter((file) => /(^|\/)(lease|board)\.\d+$/.test(file));
  for (const file of leases) {
    const owner = JSON.parse(readFileSync(join(dir, file), "utf8"));
    writeFileSync(join(dir, file), encodeOwner({ ...owner, pidNamespace: "pid:[1]", pid: 1 }, "held"));
  }
  return leases.length;
}

describe("run --take-over", () => {
  it("goes on with all that a run in another container left, its story too", async () => {
    const cwd = newFolder();
    const files = scratchBoard(cwd, [{ slug: "one" }], { agent: dies });
    const cli = (...args: string[]) => runCli(args, { cwd, env: files.env });
    expect((await cli("run", "--auto")).signal).toBe("SIGKILL");
    expect(inAnotherContainer(join(cwd, ".agentic-sdlc"))).toBe(3);
    const refused = await cli("run", "--continue");
    expect([refused.code, refused.stderr]).toEqual([4, expect.stringContaining("--take-over")]);
    expect((await cli("run", "--continue", "--take-over", "--dry-run")).stdout).toContain(
      "story[one]/refine#2",
    );
    expect((await cli("run", "--continue", "--take-over")).code).toBe(0);
    expect(files.status("one")).toBe("done");
    expect(files.calls().slice(0, 2)).toEqual(["story[one]/refine#1", "story[one]/refine#2"]);
  });
});
