import { MemoryReporter } from "../helpers/memory/reporter.ts";
import { listenerContract } from "./reporter.contract.ts";

let reporter: MemoryReporter;

listenerContract(
  "memory",
  async () => {
    reporter = new MemoryReporter();
    return reporter;
  },
  () => JSON.stringify(reporter.events),
);
