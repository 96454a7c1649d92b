import { makeBoard, slugOf } from "./boards.ts";
import { interleave, type Laboratory } from "./measure.ts";
import { type Measured, ms } from "./report.ts";

/** What starting the program and its one-shot commands costs, in CPU time. */
export function commands(lab: Laboratory, cli: string): Measured[] {
  const small = makeBoard(lab.dir, 10);
  const large = makeBoard(lab.dir, 10_000);
  const run =
    (root: string, ...args: string[]) =>
    () =>
      lab.node([cli, ...args], root);

  const start = interleave(21, {
    bare: () => lab.node([lab.bare]),
    version: run(small, "--version"),
    status: run(small, "status"),
  });
  const big = interleave(5, { status: run(large, "status") });
  const shown = interleave(11, {
    small: run(small, "show", slugOf(1)),
    large: run(large, "show", slugOf(1)),
  });
  const moved = interleave(11, { small: mover(lab, cli, small), large: mover(lab, cli, large) });

  const ratio = (name: string, target: number, a: number, b: number): Measured => {
    return { name, value: a / b, unit: "x", target, detail: `${ms(a)} / ${ms(b)}` };
  };
  const detail = "10,000 stories";
  return [
    ratio("--version / bare node", 1.2, start.version.cpuMs, start.bare.cpuMs),
    ratio("status, 10 stories / bare node", 1.8, start.status.cpuMs, start.bare.cpuMs),
    { name: "status, CPU", value: big.status.cpuMs / 1000, unit: "s", target: 0.6, detail },
    { name: "status, memory", value: big.status.maxRssMiB, unit: "MiB", target: 150, detail },
    ratio("show, 10,000 / 10 stories", 1.2, shown.large.cpuMs, shown.small.cpuMs),
    ratio("move, 10,000 / 10 stories", 1.2, moved.large.cpuMs, moved.small.cpuMs),
  ];
}

/** Moves the same story to and fro, so that every run has something to write. */
function mover(lab: Laboratory, cli: string, root: string) {
  let there = false;
  return () => {
    there = !there;
    return lab.node([cli, "move", slugOf(0), there ? "ready" : "backlog"], root);
  };
}
