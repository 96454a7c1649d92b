import type { Value } from "../../expression/ast.ts";
import type { NodeKind, NodeResult } from "../../journal/node-record.ts";
import type { Text } from "../../journal/record.ts";

/** How a step came out, as `steps.<id>.status` tells it. */
export type StepStatus = "done" | "failed" | "skipped";

/** What a node gave, as it is kept: small, for a collection may have thousands of items. */
export interface Given {
  readonly status: StepStatus;
  readonly kind: NodeKind;
  readonly result: NodeResult;
  /** What a collection's items gave, in its order; undefined for one that came to no end. */
  readonly items?: readonly (Given | undefined)[];
}

/** What `steps.<id>` is. Each field is read when it is asked for, and once: a result may lie in a file. */
export function stepValue(given: Given, readText: (text: Text) => string): Value {
  const { status, kind, result, items } = given;
  const known = new Map<string, Value>();
  const lazy = (name: string, read: () => Value) => ({
    enumerable: true,
    get: () => {
      if (!known.has(name)) known.set(name, read());
      return known.get(name)!;
    },
  });
  const json = (from: Text | undefined): Value => (from === undefined ? null : JSON.parse(readText(from)));
  const field = (name: string) => {
    return (items ?? []).map((item) => (item ? ((stepValue(item, readText) as Fields)[name] ?? null) : null));
  };
  // What has no command in it has no stdout either; an agent's is what it said.
  const speaks = status !== "skipped" && (kind === "script" || kind === "agent");
  const text = (from: Text | undefined) => (speaks ? (from === undefined ? "" : readText(from)) : null);
  const exitCode = () => (speaks ? (result.exitCode === undefined ? 0 : result.exitCode) : null);
  const own = {
    output: () => (speaks ? parsed(text(result.stdout)!) : json(result.output)),
    outputs: () => json(result.outputs ?? (kind === "workflow" ? result.output : undefined)),
  };
  return Object.defineProperties({} as Record<string, Value>, {
    status: { enumerable: true, value: status },
    output: lazy("output", () => (items ? field("output") : own.output())),
    outputs: lazy("outputs", () => (items ? field("outputs") : own.outputs())),
    stdout: lazy("stdout", () => (items ? field("stdout") : text(result.stdout))),
    stderr: lazy("stderr", () => (items ? field("stderr") : text(result.stderr))),
    exitCode: lazy("exitCode", () => (items ? field("exitCode") : exitCode())),
  });
}

type Fields = Readonly<Record<string, Value>>;

/** A stdout that is JSON is data, any other its text. */
function parsed(stdout: string): Value {
  try {
    return JSON.parse(stdout);
  } catch {
    return stdout;
  }
}

/** Whether two results are the same, byte by byte. */
export function sameResult(a: NodeResult, b: NodeResult): boolean {
  return JSON.stringify(sorted(a)) === JSON.stringify(sorted(b));
}

function sorted(result: NodeResult): unknown {
  return Object.entries(result)
    .filter(([, value]) => value !== undefined)
    .sort(([x], [y]) => (x < y ? -1 : 1));
}
