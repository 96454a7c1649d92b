/* The commands that run or look at agents, apply what people decide, or mend: they load together, as those in reading.ts do. */
export { agents } from "./agents/command.ts";
export { agentsTest } from "./agents/test.ts";
export { answer } from "./answer/command.ts";
export { approve } from "./approve/command.ts";
export { block } from "./block/command.ts";
export { doctor } from "./doctor/command.ts";
export { init } from "./init/command.ts";
export { move } from "./move/command.ts";
export { redo } from "./redo/command.ts";
export { reject } from "./reject/command.ts";
export { run } from "./run/command.ts";
export { runsDiscard } from "./runs/discard.ts";
export { unblock } from "./unblock/command.ts";
