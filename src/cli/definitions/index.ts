import type { CommandDefinition } from "./definition.ts";
import { init } from "./init.ts";
import { workflow } from "./workflow.ts";

/** Every command, in the order of the help. */
export const definitions: readonly CommandDefinition[] = [init, workflow];
