/*
 * A workflow file's run, to be crashed. Arguments: the project's folder, the file. Prints BEGIN, `SAVED <path>` for each
 * node that was done, `OUTPUTS <json>` when the run is done, `CODE n` before it exits with that code, END after a run.
 */
import "../harness/inject.ts";
import { writeSync } from "node:fs";
import { UserError } from "../../../src/index.ts";
import { drive } from "../../helpers/workflow/drive.ts";
import { GoldenProject } from "../../helpers/workflow/golden-project.ts";

const [dir = "", file = ""] = process.argv.slice(2);
const say = (line: string) => writeSync(1, `${line}\n`);
const end = (code: number) => {
  say(`CODE ${code}`);
  process.exitCode = code;
};
process.on("exit", () => process.exitCode ?? end(99));

say("BEGIN");
try {
  const { outputs } = await drive(new GoldenProject(dir), file, {
    live: true,
    onEvent(event) {
      if (event.type === "node-done") say(`SAVED ${event.path}`);
    },
  });
  // Of a run that was over before, nobody says them again.
  if (outputs) say(`OUTPUTS ${JSON.stringify(outputs)}`);
  end(0);
  say("END");
} catch (error) {
  writeSync(2, `${String(error)}: ${error instanceof UserError ? error.why : (error as Error).stack}\n`);
  end(error instanceof UserError ? error.exitCode : 1);
}
