import type { KillAt, Layout, Project } from "./project.ts";

/** A state to be left. */
export interface State {
  readonly name: string;
  readonly about: string;
  readonly layout: Layout;
  /** Leaves the project in it. */
  readonly make: (project: Project) => Promise<unknown>;
  /** The arguments that go on with it. */
  readonly goOn: readonly string[];
}

/** The record of this type about what begins with this path. */
export function record(type: string, path = ""): KillAt[number] {
  const begins = `"path":"${path.replace(/[[\]#]/g, "\\$&")}`;
  return ["record", `"type":"${type}".*${begins}|${begins}.*"type":"${type}"`];
}

export const board = ["run", "--auto"];
export const onward = ["run", "--auto", "--continue"];
export const ifAny = [...board, "--continue=if-any"];
