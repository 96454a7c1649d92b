/*
 * A real run, to be crashed: the whole product through its API, on a small board in the given folder (laid out where it
 * is missing). Arguments: folder, the stories' slugs with commas between, how many are worked on at once, how many seconds
 * an agent takes. Prints BEGIN,
 * `ACK n` when the n-th action was saved, `CODE n` before it exits with that code, END after a run.
 */
import "../harness/inject.ts";
import { existsSync, writeSync } from "node:fs";
import { join } from "node:path";
import { openBoard, UserError } from "../../../src/index.ts";
import { ScratchBoard, scratchBoard } from "../../helpers/scratch-board.ts";

const [dir = "", slugs = "", concurrency = "1", pause = "0"] = process.argv.slice(2);
const say = (word: string) => writeSync(1, `${word}\n`);
const end = (code: number) => {
  say(`CODE ${code}`);
  process.exitCode = code;
};
process.on("exit", () => process.exitCode ?? end(99));

/** `calls.log` is relative: an agent that outlives its folder can write nowhere else. */
const agent = `#!/bin/sh
echo "$AGENTIC_SDLC_PATH" >> calls.log
sleep ${pause}
echo "$AGENTIC_SDLC_ACTION of $AGENTIC_SDLC_STORY_SLUG"
echo "VERDICT: approved"
`;

if (!existsSync(join(dir, "agent.sh"))) {
  const stories = slugs.split(",").map((slug) => ({ slug, keys: { workflow: "quick" } }));
  scratchBoard(dir, stories, { agent, config: { limits: { calls: 1000 } } });
}
const accepted = (slug: string) => new ScratchBoard(dir).paths(slug, "accepted").length;
let saved = slugs.split(",").reduce((sum, slug) => sum + accepted(slug), 0);

say("BEGIN");
try {
  const board = await openBoard(dir);
  const { exitCode } = await board.run({
    auto: true,
    continue: "if-any",
    concurrency: Number(concurrency),
    onEvent({ type }) {
      if (type !== "saved") return;
      saved += 1;
      say(`ACK ${saved}`);
    },
  });
  end(exitCode);
  say("END");
} catch (error) {
  writeSync(2, `${String(error)}: ${error instanceof UserError ? error.why : (error as Error).stack}\n`);
  end(error instanceof UserError ? error.exitCode : 1);
}
