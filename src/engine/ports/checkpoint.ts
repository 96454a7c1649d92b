import type { Checkpoint } from "../../domain/journal/checkpoint.ts";

export type CheckpointRead =
  | { readonly state: "ok"; readonly value: Checkpoint }
  | { readonly state: "missing" }
  | { readonly state: "damaged"; readonly message: string }
  /** Written by a newer version of this tool: must not be touched. */
  | { readonly state: "newer"; readonly version: string }
  /** Readable, but not written by this tool: nothing in it is verified. */
  | { readonly state: "foreign"; readonly value: Readonly<Record<string, unknown>> };
