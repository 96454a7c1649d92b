import { add } from "./add/definition.ts";
import { agents } from "./agents/definition.ts";
import { answer } from "./answer/definition.ts";
import { approve } from "./approve/definition.ts";
import { block } from "./block/definition.ts";
import { complete, completion } from "./completion/definition.ts";
import type { CommandDefinition } from "./definition.ts";
import { doctor } from "./doctor/definition.ts";
import { init } from "./init/definition.ts";
import { logs } from "./logs/definition.ts";
import { move } from "./move/definition.ts";
import { redo } from "./redo/definition.ts";
import { reject } from "./reject/definition.ts";
import { run } from "./run/definition.ts";
import { runs } from "./runs/definition.ts";
import { show } from "./show/definition.ts";
import { status } from "./status/definition.ts";
import { unblock } from "./unblock/definition.ts";
import { workflow } from "./workflow/definition.ts";

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
