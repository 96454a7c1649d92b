import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { CommandLine } from "../../helpers/left/command-line.ts";
import { explained, goOnWith } from "../../helpers/left/go-on.ts";
import { type Kind, type Left, stateFile, unpack } from "../../helpers/left/state.ts";
import { aroundStates } from "./around-states.ts";
import { boardStates } from "./board-states.ts";
import { definitionStates } from "./definition-states.ts";
import { fileStates } from "./file-states.ts";
import { nodeStates } from "./node-states.ts";
import { peopleStates } from "./people-states.ts";
import { Project } from "./project.ts";
import type { State } from "./states.ts";
import { storyStates } from "./story-states.ts";

/*
 * Made by hand, once: `npm run build && node scripts/left.mjs [kind/name…]` runs the command line that is built in projects
 * of their own, kills it or leaves it otherwise in each state, and keeps the project's files and what today's version
 * makes of them in tests/fixtures/left. What is there was made by the version of commit d218fb7, and stands for every
 * project out there that a newer version must go on with: make a state anew only where it was wrong, never because a
 * newer version comes to another end.
 *
 * Nothing of the machine that made them is kept. Leases name an owner of an earlier boot, as after a power cut; so does
 * what is running: no process carries its token, and its pid is another's.
 */
const cli = new CommandLine();
const named = process.argv.slice(2);
const kinds: [Kind, readonly State[]][] = [
  ["stories", storyStates],
  ["people", peopleStates],
  ["boards", [...boardStates, ...definitionStates]],
  ["workflow-files", [...fileStates, ...nodeStates, ...aroundStates]],
];
const folder = () => mkdtempSync(join(realpathSync(tmpdir()), "left-"));
for (const [kind, states] of kinds) {
  const wanted = states.filter(({ name }) => named.length === 0 || named.includes(`${kind}/${name}`));
  await Promise.all([1, 2, 3].map(() => makeAll(kind, wanted)));
}
cli.end();

async function makeAll(kind: Kind, wanted: State[]): Promise<void> {
  for (let state = wanted.shift(); state; state = wanted.shift()) {
    try {
      await make(kind, state);
      console.log(`${kind}/${state.name}`);
    } catch (error) {
      process.exitCode = 1;
      console.error(`${kind}/${state.name}: ${(error as Error).stack}`);
    }
  }
}

async function make(kind: Kind, { name, about, layout, make, goOn }: State): Promise<void> {
  const [madeIn, triedIn] = [folder(), folder()];
  const project = new Project(madeIn, layout);
  await make(project);
  const left: Left = { about, goOn, ...project.pack() };
  // What is waited for, a second at most, is over for all who go on with it.
  if (layout.plan?.some((line) => line.endsWith("limit"))) await delay(1100);
  unpack(left, triedIn);
  const expected = { before: await explained(cli, left, triedIn), end: await goOnWith(cli, left, triedIn) };
  mkdirSync(dirname(stateFile(kind, name)), { recursive: true });
  writeFileSync(stateFile(kind, name), `${JSON.stringify({ ...left, expected }, null, 1)}\n`);
  for (const dir of [madeIn, triedIn]) rmSync(dir, { recursive: true, force: true });
}
