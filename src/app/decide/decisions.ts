import { answer } from "./answer.ts";
import { approve, reject } from "./at-gate.ts";
import { block, move, redo, unblock } from "./story.ts";

/** What people decide about stories, and about the nodes of workflow files' runs. */
export const decisions = { answer, approve, block, move, redo, reject, unblock } as const;
