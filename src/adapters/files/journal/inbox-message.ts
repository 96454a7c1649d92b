import type { PersonMessage } from "../../../domain/journal/story-record.ts";

/** A message of a person as it lies in an inbox. `at`: ISO 8601, UTC. */
export type PostedMessage = PersonMessage & { readonly at: string; readonly by?: string };

/** For each type of message: the texts it must have, and those it may. */
const shapes: {
  readonly [T in PersonMessage["type"]]: {
    readonly needs: readonly string[];
    readonly may: readonly string[];
  };
} = {
  moved: { needs: ["status"], may: [] },
  "blocked-by-hand": { needs: ["reason"], may: [] },
  unblocked: { needs: [], may: [] },
  redo: { needs: ["action", "note"], may: [] },
  answered: { needs: ["text"], may: ["node"] },
  approved: { needs: [], may: ["gate"] },
  rejected: { needs: ["reason"], may: ["gate"] },
};

/** The message a parsed JSON value is; `undefined` if it is none. Keys it does not know are left out. */
export function messageOf(value: Readonly<Record<string, unknown>>): PostedMessage | undefined {
  const type = Object.keys(shapes).find((known) => known === value.type) as PersonMessage["type"] | undefined;
  if (!type) return undefined;
  const needs = ["at", ...shapes[type].needs];
  const may = ["by", ...shapes[type].may];
  const fine =
    needs.every((key) => typeof value[key] === "string") &&
    may.every((key) => value[key] === undefined || typeof value[key] === "string");
  if (!fine) return undefined;
  const known = ["type", ...needs, ...may].filter((key) => value[key] !== undefined);
  // Every text that the type calls for has just been found.
  return Object.fromEntries(known.map((key) => [key, value[key]])) as unknown as PostedMessage;
}
