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

say("The whole board, and a kill in the middle of an action");
const orphan = await killInTheMiddle(start("run", "--auto"));

say("What is known after kill -9");
await run("status");

say("On it goes");
const code = await run("run", "--auto", "--continue");

say("The proof: every attempt, from the journals");
console.log(table(attempts(dir)));
git(dir, "add", "--intent-to-add", "--all", "--", ".", ":(exclude).agentic-sdlc");
console.log(git(dir, "diff", "--stat", "--", ".", ":(exclude).agentic-sdlc").trimEnd());
const tests = spawnSync(process.execPath, ["--test"], { cwd: dir, env });
const wrong = [
  ...(code === 0 ? [] : [`run --auto --continue ended with ${code}`]),
  ...(tests.status === 0 ? [] : ["the project's tests fail"]),
  ...(alive(orphan) ? [`the killed run's agent, process ${orphan}, still runs`] : []),
  ...faults(dir),
];
if (wrong.length > 0) {
  console.error(`\n✗ ${wrong.join("\n✗ ")}\nThe project stays in ${dir}`);
  process.exit(1);
}
console.log("\n✓ Three stories done, the project's tests pass, and nothing was paid for twice.");
rmSync(dir, { recursive: true, force: true });

/** Kills the run with SIGKILL while its agent is at work, and leaves that agent running; returns the agent's pid. */
async function killInTheMiddle(child) {
  const exit = once(child, "exit");
  let ended = false;
  exit.then(() => {
    ended = true;
  });
  let action = atWork();
  while (!ended && !action) {
    await new Promise((resolve) => setTimeout(resolve, 20));
    action = atWork();
  }
  if (ended) throw new Error("the run ended before it could be killed");
  child.kill("SIGKILL");
  await exit;
  const { path, agent } = action;
  console.log(
    `\nKilled during ${path}. Its agent, process ${agent.pid}, ${alive(agent.pid) ? "still runs" : "is gone"}.`,
  );
  return agent.pid;
}

/** The second try at an implementation, once its agent has said something; the checkpoint is whole at every moment. */
function atWork() {
  const { currentActions } = readJson(".workflow-state.json") ?? { currentActions: [] };
  const action = currentActions.find(
    ({ type, attempt, agent }) => type === "implement" && attempt === 2 && agent.pid,
  );
  const session = action && readJson("attempts", action.storyId, "implement-2", "replay-session.json");
  return session?.steps > 0 ? action : undefined;
}

function readJson(...path) {
  try {
    return JSON.parse(readFileSync(join(dir, ".agentic-sdlc", ...path), "utf8"));
  } catch (error) {
    if (error.code !== "ENOENT") throw error;
    return undefined;
  }
}

function alive(pid) {
  try {
    process.kill(pid, 0);
    // Ended, and waiting for a container's first process to take notice.
    return !/^\d+ \(.*\) Z/.test(readFileSync(`/proc/${pid}/stat`, "utf8"));
  } catch (error) {
    return error.code === "ENOENT" && process.platform !== "linux";
  }
}
