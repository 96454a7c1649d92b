import { createExecutionStore } from "../../src/adapters/files/journal/executions.ts";
import { postMessage } from "../../src/adapters/files/journal/inbox.ts";
import { layoutOf, storyFolder } from "../../src/adapters/files/layout.ts";
import { killHolders, robLease } from "../helpers/left-leases.ts";
import { MemoryClock } from "../helpers/memory/clock.ts";
import { MemoryExecutionStore } from "../helpers/memory/execution-store.ts";
import { Machine } from "../helpers/memory/machine.ts";
import { tempDirs } from "../helpers/temp-dir.ts";
import { executionStoreContract } from "./execution-store.contract.ts";

const newDir = tempDirs();

executionStoreContract("memory", () => {
  const machine = new Machine();
  const store = new MemoryExecutionStore(machine, new MemoryClock());
  return {
    store: () => store,
    die: () => machine.restart(),
    rob: (id) => store.leases.leave(id, 9, store.leases.owner(machine.process)),
    post: (id, message) => store.inboxes.post(id, message),
  };
});

executionStoreContract("files", () => {
  const layout = layoutOf(newDir());
  const clock = new MemoryClock();
  const options = { now: () => clock.now(), takeOver: false, warn: (text: string) => Promise.reject(text) };
  return {
    store: () => createExecutionStore(layout, options),
    die: () => killHolders(layout.attempts),
    rob: (id) => robLease(storyFolder(layout, id), "lease"),
    post: (id, message) => postMessage(storyFolder(layout, id), { ...message, at: clock.tick() }),
  };
});
