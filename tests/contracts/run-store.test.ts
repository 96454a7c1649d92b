import { randomUUID } from "node:crypto";
import { readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { postMessage } from "../../src/adapters/files/journal/inbox.ts";
import { layoutOf } from "../../src/adapters/files/layout.ts";
import { createRunStore } from "../../src/adapters/files/runs/store.ts";
import { killHolders, robLease } from "../helpers/left-leases.ts";
import { MemoryClock } from "../helpers/memory/clock.ts";
import { Machine } from "../helpers/memory/machine.ts";
import { MemoryRunStore } from "../helpers/memory/run-store.ts";
import { tempDirs } from "../helpers/temp-dir.ts";
import { runStoreContract } from "./run-store.contract.ts";

const newDir = tempDirs();

runStoreContract("memory", () => {
  const machine = new Machine();
  const store = new MemoryRunStore(machine, new MemoryClock());
  return {
    store: () => store,
    die: () => machine.restart(),
    rob: (id) => store.leases.leave(id, 9, store.leases.owner(machine.process)),
    post: (id, message) => store.inboxes.post(id, message),
    spoil({ runId }, how) {
      if (how === "removed") store.checkpoints.delete(runId);
      else store.checkpoints.set(runId, { runId, spoilt: how });
    },
    loseJournal: (id) => store.journals.get(id)?.splice(0),
  };
});

runStoreContract("files", () => {
  const layout = layoutOf(newDir());
  const clock = new MemoryClock();
  // A time of its own for each: runs are listed by it.
  const now = () => new Date(clock.tick());
  const dirOf = (id: string) => join(layout.runs, id);
  return {
    store: () => createRunStore(layout, { now, random: randomUUID, takeOver: false }),
    die: () => killHolders(layout.sdlc),
    rob: (id) => robLease(dirOf(id), "lease"),
    post: (id, message) => postMessage(dirOf(id), { ...message, at: clock.tick() }),
    spoil({ checkpoint = "" }, how) {
      if (how === "removed") rmSync(checkpoint);
      else if (how === "newer") writeFileSync(checkpoint, '{"version":"9.0"}');
      else writeFileSync(checkpoint, readFileSync(checkpoint).subarray(0, -9));
    },
    loseJournal(id) {
      for (const file of readdirSync(dirOf(id)))
        if (file.startsWith("journal.")) rmSync(join(dirOf(id), file));
    },
  };
});
