import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "@jest/globals";
import { runCli } from "../../helpers/cli.ts";
import { scratchBoard } from "../../helpers/scratch-board.ts";
import { tempDirs } from "../../helpers/temp-dir.ts";

const newFolder = tempDirs();

it("doctor names a prompt that no step uses, and one that cannot be used", async () => {
  const cwd = newFolder();
  scratchBoard(cwd, [{ slug: "one" }]);
  const doctor = async () => (await runCli(["doctor"], { cwd })).stdout;
  expect(await doctor()).not.toContain("prompts");
  const folder = join(cwd, ".agentic-sdlc/prompts");
  mkdirSync(folder);
  writeFileSync(join(folder, "implemnt.md"), "{{story}}");
  expect(await doctor()).toContain(
    "! .agentic-sdlc/prompts/implemnt.md is the prompt of no step\n  → Did you mean implement.md?",
  );
  rmSync(join(folder, "implemnt.md"));
  writeFileSync(join(folder, "implement.md"), "{{stroy}}");
  expect(await doctor()).toContain("✗ .agentic-sdlc/prompts/implement.md:1: unknown variable {{stroy}}");
  writeFileSync(join(folder, "implement.md"), "{{story}}");
  expect(await doctor()).toContain("✓ .agentic-sdlc/prompts/\n");
});
