#!/usr/bin/env node
import { version } from "../app/version.ts";

// Answered before anything is loaded: editors, prompts and CI ask for it often.
if (process.argv[2] === "--version" || process.argv[2] === "-V") {
  process.stdout.on("error", () => {});
  process.stdout.write(`${version}\n`);
} else {
  const { main } = await import("../cli/program.ts");
  await main(process.argv.slice(2));
}
