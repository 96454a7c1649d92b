/* The commands that run or look at agents, apply what people decide, or mend: they load together, as those in reading.ts do. */

export { leftOf } from "../app/run/left.ts";
export { agents } from "./agents/command.ts";
export { agentsTest } from "./agents/test.ts";
export { doctor } from "./doctor/command.ts";
export { init } from "./init/command.ts";
export { readInput } from "./input.ts";
export { run } from "./run/command.ts";
export { runsDiscard } from "./runs/discard.ts";
export { decide } from "./story/decide.ts";
