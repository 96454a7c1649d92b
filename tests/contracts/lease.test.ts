import { rmSync } from "node:fs";
import { join } from "node:path";
import { openJournal, readJournal } from "../../src/adapters/files/journal/journal.ts";
import { acquireLease, inspectLease } from "../../src/adapters/files/lease/lease.ts";
import type { Recorded } from "../../src/domain/journal/record.ts";
import type { JournalRecord } from "../../src/engine/ports/journal.ts";
import { leaveLease } from "../helpers/left-leases.ts";
import { MemoryClock } from "../helpers/memory/clock.ts";
import { MemoryJournal } from "../helpers/memory/journal.ts";
import { MemoryLeases } from "../helpers/memory/lease.ts";
import { Machine } from "../helpers/memory/machine.ts";
import { tempDirs } from "../helpers/temp-dir.ts";
import { journalContract, type LeaseStage, leaseContract } from "./lease.contract.ts";

const newDir = tempDirs();

function memory(): LeaseStage {
  const machine = new Machine();
  const clock = new MemoryClock();
  const leases = new MemoryLeases(machine, clock);
  const disk: Recorded<JournalRecord>[] = [];
  const { process } = machine;
  const owners = {
    living: leases.owner(process),
    dead: leases.owner(process - 1),
    elsewhere: { ...leases.owner(process), host: "container" },
  };
  return {
    take: (options) => leases.acquire("lease", options),
    standing: () => leases.inspect("lease"),
    leave: (epoch, who) => leases.leave("lease", epoch, owners[who]),
    remove: () => leases.remove("lease"),
    later: () => clock.tick(),
    open: (epoch) => new MemoryJournal(disk, epoch, { machine, clock }),
    read: () => ({ records: disk, damage: [], lastEpoch: disk.at(-1)?.epoch ?? 0 }),
  };
}

function files(): LeaseStage {
  const dir = newDir();
  const clock = new MemoryClock();
  const now = () => clock.now();
  return {
    take: (options) => {
      const lease = acquireLease(dir, "lease", { ...options, now });
      lease.heartbeat();
      return lease;
    },
    standing: () => inspectLease(dir, "lease"),
    leave: (epoch, who) => leaveLease(dir, "lease", epoch, who),
    remove: () => rmSync(join(dir, `lease.${inspectLease(dir, "lease").epoch}`)),
    later: () => clock.tick(),
    open: (epoch) => openJournal(dir, epoch, { now }),
    read: () => readJournal(dir),
  };
}

leaseContract("memory", memory);
leaseContract("files", files);
journalContract("memory", memory);
journalContract("files", files);
