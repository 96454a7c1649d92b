/*
 * The commands that read, and `add`, load together: they share nearly all they need, and loading twenty small files
 * costs more than loading one that holds a little too much. A command's own module stays the place of its code. Every
 * other module that is imported dynamically splits what is shared into more files, so there are few.
 */
export { add } from "./add.ts";
export { completeNames, completion } from "./completion.ts";
export { logs } from "./logs.ts";
export { runsList, runsPrune, runsShow } from "./runs.ts";
export { show } from "./show.ts";
export { status } from "./status.ts";
export { workflowList, workflowShow } from "./workflow.ts";
