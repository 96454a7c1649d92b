import { systemClock } from "../../src/adapters/clock.ts";
import { MemoryClock } from "../helpers/memory/clock.ts";
import { clockContract } from "./clock.contract.ts";

clockContract("memory", () => new MemoryClock());
clockContract("the machine's", () => systemClock(() => new Date()));
