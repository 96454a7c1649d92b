/*
 * The commands that read, and `add`, load together: they share nearly all they need, and loading twenty small files
 * costs more than loading one that holds a little too much. A command's own module stays the place of its code. Every
 * other module that is imported dynamically splits what is shared into more files, so there are few.
 */
export { add } from "./add/command.ts";
export { completeNames, completion } from "./completion/command.ts";
export { logs } from "./logs/command.ts";
export { runsList, runsPrune, runsShow } from "./runs/command.ts";
export { show } from "./show/command.ts";
export { status } from "./status/command.ts";
export { workflowList, workflowShow } from "./workflow/command.ts";
