/* The commands that run agents, apply what people decide, or mend: they load together, as those in reading.ts do. */
export { answer } from "./answer.ts";
export { approve } from "./approve.ts";
export { block } from "./block.ts";
export { doctor } from "./doctor.ts";
export { init } from "./init.ts";
export { move } from "./move.ts";
export { redo } from "./redo.ts";
export { reject } from "./reject.ts";
export { run } from "./run.ts";
export { unblock } from "./unblock.ts";
