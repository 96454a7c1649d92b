import { answer } from "./answer.ts";
import { approve, reject } from "./at-gate.ts";
import { accept, block, move, redo, unblock } from "./story.ts";

/** What people decide about stories, and about the nodes of workflow files' runs. */
export const decisions = { accept, answer, approve, block, move, redo, reject, unblock } as const;
