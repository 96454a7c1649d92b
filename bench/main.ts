import { resolve } from "node:path";
import { commands } from "./commands.ts";
import { journal } from "./journal.ts";
import { Laboratory } from "./measure.ts";
import { reached, table } from "./report.ts";

/** `npm run bench [-- --json]`: prints what was measured; a missed target is shown, and is not a failure. */
const json = process.argv.includes("--json");
const lab = new Laboratory();
const measured = [...commands(lab, resolve("dist/bin.js")), ...(await journal(lab))];
if (json) {
  const measurements = measured.map((one) => ({ ...one, reached: reached(one) }));
  console.log(JSON.stringify({ schemaVersion: 1, node: process.version, measurements }, null, 2));
} else {
  console.log(`Node ${process.version}; CPU time, medians; x: ratio to a floor measured in the same run\n`);
  console.log(table(measured));
}
