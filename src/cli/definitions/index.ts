import { add } from "./add.ts";
import { agents } from "./agents.ts";
import { complete, completion } from "./completion.ts";
import type { CommandDefinition } from "./definition.ts";
import { doctor } from "./doctor.ts";
import { init } from "./init.ts";
import { logs } from "./logs.ts";
import { answer, approve, block, move, redo, reject, unblock } from "./people.ts";
import { run } from "./run.ts";
import { runs } from "./runs.ts";
import { show } from "./show.ts";
import { status } from "./status.ts";
import { workflow } from "./workflow.ts";

/** Every command, in the order of the help. */
export const definitions: readonly CommandDefinition[] = [
  init,
  add,
  status,
  show,
  logs,
  run,
  runs,
  move,
  block,
  unblock,
  redo,
  answer,
  approve,
  reject,
  workflow,
  agents,
  doctor,
  completion,
  complete,
];
