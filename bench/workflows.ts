import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { type Cost, interleave, type Laboratory } from "./measure.ts";
import { type Measured, ms } from "./report.ts";

const concurrency = 4;

/** Spawns shells as plainly as Node can, so many at once; what they print is read. */
const bareShells = `
import { spawn } from "node:child_process";
const [count, atOnce, command] = [Number(process.argv[2]), Number(process.argv[3]), process.argv[4]];
let started = 0;
const one = () => new Promise((resolve) => {
  const shell = spawn("/bin/sh", ["-c", command], { stdio: ["ignore", "pipe", "pipe"] });
  for (const stream of [shell.stdout, shell.stderr]) stream.resume();
  shell.on("close", resolve);
});
const worker = async () => { while (started++ < count) await one(); };
await Promise.all(Array.from({ length: atOnce }, worker));
`;

const child = `name: child
inputs: { n: { type: number } }
steps:
  - { id: work, type: script, run: "COMMAND" }
`;

const parent = `name: parent
inputs: { items: { type: array } }
steps:
  - id: each
    type: workflow
    path: ./CHILD.yaml
    foreach: \${{ inputs.items }}
    concurrency: ${concurrency}
    failFast: false
    inputs: { n: "\${{ item }}" }
`;

const halfFails = 'test -f ok || test "${{ inputs.n }}" -lt HALF';

/** What a workflow file's run costs against spawning the same shells bare: wall and CPU time, theirs included. */
export function workflows(lab: Laboratory, cli: string): Measured[] {
  const root = join(lab.dir, "workflows");
  const bare = join(root, "bare.mjs");
  makeProject(root, bare);
  const spawning =
    (count: number, command = "true") =>
    () =>
      lab.node([bare, String(count), String(concurrency), command], root);
  const running = (file: string, count: number) => () =>
    lab.node([cli, "run", file, "-i", `@${count}.json`], root);

  const one = interleave(7, { ours: running("one.yaml", 1), bare: spawning(1) });
  const many = interleave(5, { ours: running("trivial.yaml", 1000), bare: spawning(1000) });
  const resumed = interleave(3, { ours: resuming(lab, cli, root), bare: spawning(500, "test -f ok") });
  const large = interleave(1, { ours: running("trivial.yaml", 10_000), bare: spawning(10_000) });

  const growth = ((large.ours.maxRssMiB - many.ours.maxRssMiB) * 1024) / 9000;
  const grown = `${Math.round(large.ours.maxRssMiB)} - ${Math.round(many.ours.maxRssMiB)} MiB`;
  const perChild = (costs: { ours: Cost; bare: Cost }) => costs.ours.cpuMs / costs.bare.cpuMs;
  const linear = `${perChild(large).toFixed(2)} / ${perChild(many).toFixed(2)}`;
  return [
    ratio("workflow, 1 step / bare node + shell, CPU", 4, one.ours.cpuMs, one.bare.cpuMs),
    ratio("workflow, 1,000 children / bare shells, wall", 1.5, many.ours.wallMs, many.bare.wallMs),
    ratio("workflow, 1,000 children / bare shells, CPU", 1.5, many.ours.cpuMs, many.bare.cpuMs),
    ratio(
      "workflow, 500 of 1,000 resumed / bare shells, wall",
      1.5,
      resumed.ours.wallMs,
      resumed.bare.wallMs,
    ),
    ratio("workflow, 500 of 1,000 resumed / bare shells, CPU", 1.5, resumed.ours.cpuMs, resumed.bare.cpuMs),
    {
      name: "workflow, memory per child, 1,000 to 10,000",
      value: growth,
      unit: "KiB",
      target: 3,
      detail: grown,
    },
    {
      name: "workflow, 10,000 / 1,000 children",
      value: perChild(large) / perChild(many),
      unit: "x",
      target: 1.2,
      detail: linear,
    },
  ];
}

function ratio(name: string, target: number, a: number, b: number): Measured {
  return { name, value: a / b, unit: "x", target, detail: `${ms(a)} / ${ms(b)}` };
}

function makeProject(root: string, bare: string): void {
  mkdirSync(join(root, ".agentic-sdlc", "stories"), { recursive: true });
  writeFileSync(bare, bareShells);
  writeFileSync(join(root, "child.yaml"), child.replace("COMMAND", "true"));
  writeFileSync(join(root, "half.yaml"), child.replace('"COMMAND"', `'${halfFails.replace("HALF", "500")}'`));
  writeFileSync(
    join(root, "one.yaml"),
    "name: one\nsteps:\n  - { id: work, type: script, run: 'true' }\ninputs: { items: { type: array } }\n",
  );
  writeFileSync(join(root, "trivial.yaml"), parent.replace("CHILD", "child"));
  writeFileSync(join(root, "failing.yaml"), parent.replace("CHILD", "half"));
  for (const count of [1, 1000, 10_000]) {
    const items = Array.from({ length: count }, (_, n) => n);
    writeFileSync(join(root, `${count}.json`), JSON.stringify({ items }));
  }
}

/** Only the second run is measured: the first leaves half of its children failed. */
function resuming(lab: Laboratory, cli: string, root: string): () => Cost {
  const ok = join(root, "ok");
  return () => {
    rmSync(ok, { force: true });
    lab.node([cli, "run", "failing.yaml", "-i", "@1000.json"], root, 1);
    writeFileSync(ok, "");
    return lab.node([cli, "run", "failing.yaml", "--continue"], root);
  };
}
