/*
 * Takes a lease, does something only one may do at a time, gives it back; as often as it is told. Arguments: folder,
 * number of rounds. Prints `BOTH` when it finds another living process inside, `DONE` at the end.
 */
import { readFileSync, unlinkSync, writeFileSync, writeSync } from "node:fs";
import { join } from "node:path";
import { acquireLease } from "../../../src/adapters/files/lease/lease.ts";
import { startTimeOf } from "../../../src/adapters/process/platform/identity.ts";
import { LeaseHeldError } from "../../../src/engine/ports/lease.ts";

const [dir = "", rounds = "0"] = process.argv.slice(2);
const marker = join(dir, "inside");
const counter = join(dir, "counter");

const take = () => {
  for (;;) {
    try {
      return acquireLease(dir, "lease", { now: () => new Date() });
    } catch (error) {
      if (!(error instanceof LeaseHeldError)) throw error;
    }
  }
};

const enter = () => {
  try {
    writeFileSync(marker, String(process.pid), { flag: "wx" });
  } catch {
    const other = Number(readFileSync(marker, "utf8"));
    // Whoever was killed inside cannot have removed its mark. An empty one is still being written: somebody lives.
    if (other === 0 || startTimeOf(other) !== null) writeSync(1, "BOTH\n");
    writeFileSync(marker, String(process.pid));
  }
};

for (let left = Number(rounds); left > 0; left--) {
  const lease = take();
  enter();
  lease.assertHeld();
  writeFileSync(counter, String(Number(readFileSync(counter, "utf8")) + 1));
  lease.assertHeld();
  unlinkSync(marker);
  lease.release();
}
writeSync(1, "DONE\n");
