import { resolve } from "node:path";
import { commands } from "./commands.ts";
import { journal } from "./journal.ts";
import { Laboratory } from "./measure.ts";
import { type Measured, reached, table } from "./report.ts";
import { workflows } from "./workflows.ts";

/** `npm run bench [-- --json] [commands|journal|workflows]`: prints what was measured; a missed target is shown, and is not a failure. */
const json = process.argv.includes("--json");
const lab = new Laboratory();
const cli = resolve("dist/bin.js");
const parts = {
  commands: () => commands(lab, cli),
  journal: () => journal(lab),
  workflows: () => workflows(lab, cli),
};
const asked = Object.keys(parts).filter((part) => process.argv.includes(part)) as (keyof typeof parts)[];
const measured: Measured[] = [];
for (const part of asked.length > 0 ? asked : (Object.keys(parts) as (keyof typeof parts)[])) {
  measured.push(...(await parts[part]()));
}
if (json) {
  const measurements = measured.map((one) => ({ ...one, reached: reached(one) }));
  console.log(JSON.stringify({ schemaVersion: 1, node: process.version, measurements }, null, 2));
} else {
  console.log(`Node ${process.version}; CPU time, medians; x: ratio to a floor measured in the same run\n`);
  console.log(table(measured));
}
