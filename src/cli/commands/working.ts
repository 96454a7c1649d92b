/* The commands that run or look at agents, apply what people decide, or mend: they load together, as those in reading.ts do. */
export { agents } from "./agents.ts";
export { agentsTest } from "./agents-test.ts";
export { answer } from "./answer.ts";
export { approve } from "./approve.ts";
export { block } from "./block.ts";
export { doctor } from "./doctor.ts";
export { init } from "./init.ts";
export { move } from "./move.ts";
export { redo } from "./redo.ts";
export { reject } from "./reject.ts";
export { run } from "./run.ts";
export { runsDiscard } from "./runs-discard.ts";
export { unblock } from "./unblock.ts";
