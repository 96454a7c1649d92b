/**
 * The product on real input, without a key or a network: a sample board is taken from backlog to done by a recorded
 * agent, killed with SIGKILL half-way, and continued. Exits 0 only if all is done and every attempt said once.
 */
import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { readFileSync, rmSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { attempts, faults, table } from "./proof.mjs";
import { git, makeProject } from "./sample.mjs";

const cli = join(dirname(fileURLToPath(import.meta.url)), "..", "..", "dist", "bin.js");
const dir = makeProject();
const env = { ...process.env };
// The demo may be run by an agent, inside of an attempt.
for (const name of Object.keys(env)) if (name.startsWith("AGENTIC_SDLC_")) delete env[name];

const say = (text) => console.log(`\n\u2500\u2500 ${text}`);
const start = (...args) => {
  console.log(`$ agentic-sdlc ${args.join(" ")}`);
  return spawn(process.execPath, [cli, ...args], { cwd: dir, env, stdio: ["ignore", "inherit", "inherit"] });
};
const run = async (...args) => (await once(start(...args), "exit"))[0];

say(`A small project with three stories, in ${dir}`);
console.log(git(dir, "log", "--oneline").trimEnd());

say("The whole board, and a kill half-way");
const victim = start("run", "--auto");
await killWhen(victim, ({ completedActions, currentActions }) => {
  return (
    completedActions.length >= 3 &&
    currentActions.some(({ type, attempt }) => type === "implement" && attempt === 2)
  );
});

say("What is known after kill -9");
await run("status");

say("On it goes");
const code = await run("run", "--auto", "--continue");

say("The proof: every attempt, from the journals");
console.log(table(attempts(dir)));
console.log(git(dir, "diff", "--stat", "--", ".", ":(exclude).agentic-sdlc").trimEnd());
const tests = spawnSync(process.execPath, ["--test"], { cwd: dir, env });
const wrong = [
  ...(code === 0 ? [] : [`run --auto --continue ended with ${code}`]),
  ...(tests.status === 0 ? [] : ["the project's tests fail"]),
  ...faults(dir),
];
if (wrong.length > 0) {
  console.error(`\n✗ ${wrong.join("\n✗ ")}\nThe project stays in ${dir}`);
  process.exit(1);
}
console.log("\n✓ Three stories done, the project's tests pass, and nothing was paid for twice.");
rmSync(dir, { recursive: true, force: true });

/** Watches the checkpoint, which is whole at every moment, and kills as soon as it says so. */
async function killWhen(child, ready) {
  const exit = once(child, "exit");
  let ended = false;
  exit.then(() => {
    ended = true;
  });
  while (!ended && !ready(checkpoint())) await new Promise((resolve) => setTimeout(resolve, 20));
  if (ended) throw new Error("the run ended before it could be killed");
  child.kill("SIGKILL");
  await exit;
  console.log("\nKilled.");
}

function checkpoint() {
  try {
    return JSON.parse(readFileSync(join(dir, ".agentic-sdlc", ".workflow-state.json"), "utf8"));
  } catch (error) {
    if (error.code !== "ENOENT") throw error;
    return { completedActions: [], currentActions: [] };
  }
}
