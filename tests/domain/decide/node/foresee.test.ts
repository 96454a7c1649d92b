import { createHash } from "node:crypto";
import { describe, expect, it } from "@jest/globals";
import { withUnknown } from "../../../../src/domain/decide/node/child.ts";
import { explainNodes } from "../../../../src/domain/decide/node/explain.ts";
import type { Outlook } from "../../../../src/domain/decide/node/outlook.ts";
import { resumingNodes } from "../../../../src/domain/decide/node/resuming.ts";
import { parseWorkflowFile } from "../../../../src/domain/definition/file/parse.ts";
import { Undecided } from "../../../../src/domain/expression/undecided.ts";
import type { Done, NodeRecord } from "../../../../src/domain/journal/node-record.ts";
import { Nodes } from "../../../../src/domain/journal/nodes.ts";

type Raw = Readonly<Record<string, unknown>> & { readonly id: string };

/** A run of these steps, of which these records are known. */
function outlookOn(
  steps: readonly Raw[],
  records: readonly NodeRecord[],
  more: Partial<Outlook> = {},
): Outlook {
  const inputs = { key: { type: "string", required: false } };
  const { definition, findings } = parseWorkflowFile({ name: "w", inputs, steps });
  expect(findings).toEqual([]);
  const nodes = new Nodes();
  for (const [seq, record] of records.entries()) nodes.apply({ ...record, seq, epoch: 1, at: "then" });
  return {
    tree: {
      name: "w.yaml",
      workflow: definition,
      stepHashes: new Map(steps.map(({ id }) => [id, "h"])),
      children: new Map(),
    },
    inputs: { key: null },
    world: {
      hash: (text) => createHash("sha256").update(text).digest("hex"),
      mask: (text) => text,
      readText: (text) => ("text" in text ? text.text : ""),
      variables: {},
      boardStories: () => [],
    },
    nodes,
    asked: { rerunChanged: false },
    board: () => ({ stories: [], broken: [] }) as never,
    ...more,
  };
}

function done(path: string, more: Partial<Done> = {}): NodeRecord {
  const common = { attempt: 1, result: {}, hashes: { step: "h" }, durationMs: 1 };
  return { type: "done", path, kind: "script", ...common, ...more };
}

function verdicts(outlook: Outlook): Record<string, string> {
  return Object.fromEntries(explainNodes(outlook).map((of) => [of.path, `${of.verdict}: ${of.why}`]));
}

const script = (id: string, run = "true", more: Readonly<Record<string, unknown>> = {}): Raw => {
  return { id, type: "script", run, ...more };
};
const world = script("world", "date", { reuse: false });

describe("what is foreseen", () => {
  it("of what reads a step that is to run is undecided, and because of which", () => {
    const steps = [
      world,
      script("uses", "echo ${{ steps.world.stdout }}"),
      script("when", "true", { if: "steps.world.output == 1" }),
      script("each", "true", { foreach: "${{ steps.world.output }}" }),
      script("other"),
      script("fresh", "echo ${{ steps.world.stdout }}"),
    ];
    const outlook = outlookOn(steps, [
      done("world"),
      done("uses", { consumed: { world: "1" } }),
      done("other"),
    ]);
    expect(verdicts(outlook)).toEqual({
      world: "runs again: reuse: false",
      uses: "done: runs again if world comes out otherwise",
      when: "undecided: decided once world has run",
      each: "undecided: decided once world has run",
      other: "done: attempt 1, then",
      fresh: "not started: script",
    });
    expect(resumingNodes(outlook)).toEqual({
      skipped: ["other"],
      interrupted: [],
      toRun: ["world", "when", "each", "fresh"],
    });
  });

  it("reads no value that makes no difference", () => {
    const steps = [
      world,
      script("short", "true", { if: "false && steps.world.output == 1" }),
      script("uses", "echo ${{ steps.other.stdout }} ${{ steps.world.stdout }}"),
    ];
    const other = script("other");
    const consumed = { world: "1", other: "0" };
    const outlook = outlookOn([other, ...steps], [done("other"), done("world"), done("uses", { consumed })]);
    expect(verdicts(outlook)).toMatchObject({
      short: "skipped: its condition is not met",
      uses: "runs again: other came out otherwise",
    });
  });

  it("of a step that became a collection, or ceased to be one, is that it runs", () => {
    const steps = [script("a", "true", { foreach: [1, 2] }), script("b")];
    const keys = { text: '["1"]' };
    const records = [done("a"), done("b[1]"), done("b", { kind: "foreach", result: { keys } })];
    expect(verdicts(outlookOn(steps, records))).toEqual({
      a: "runs again: it is a collection now",
      b: "runs again: it is no collection any more",
      "b[1]": "retired: it is in the workflow no more",
    });
  });

  it("where an input has yet to be given is undecided only where it is read", () => {
    const inputs = withUnknown({ key: null }, new Map([["key", new Undecided("inputs.key")]]));
    const steps = [script("a", "echo ${{ inputs.key }}"), script("b", "true", { if: "inputs.key == 'x'" })];
    const records = [done("a", { hashes: { step: "h", input: "i" } })];
    expect(verdicts(outlookOn(steps, records, { inputs }))).toEqual({
      a: "done: attempt 1, then",
      b: "undecided: decided once inputs.key is given",
    });
    expect(verdicts(outlookOn(steps, records, { inputs, asked: { rerunChanged: true } }))).toMatchObject({
      a: "done: runs again if inputs.key is another",
    });
  });

  it("with --only leaves the rest as it is", () => {
    const failed = { type: "failed", path: "a", kind: "script", attempt: 1, durationMs: 1 } as const;
    const records = [{ ...failed, error: { kind: "crash", message: "exited 1" } } as const];
    const steps = [script("a"), script("b"), script("c", "true", { needs: [] })];
    const told = (only: string) =>
      verdicts(outlookOn(steps, records, { asked: { only, rerunChanged: false } }));
    expect(told("c")).toEqual({
      a: "failed: not asked for",
      b: "not started: not asked for",
      c: "not started: script",
    });
    expect(told("b")).toMatchObject({ b: "not started: what it waits for is not asked for" });
  });

  it("of a text that cannot be filled in is that it fails", () => {
    const steps = [script("a", "true", { foreach: "${{ fromJson('1') }}" })];
    expect(verdicts(outlookOn(steps, []))).toEqual({
      a: expect.stringMatching(/^fails: foreach wants a list/),
    });
  });

  it("takes time in proportion to the number of items", () => {
    const time = (count: number) => {
      const items = [...Array(count).keys()];
      const records = items.slice(1).map((item) => done(`each[${item}]`));
      const outlook = outlookOn([script("each", "true", { foreach: items })], records);
      const from = performance.now();
      expect(explainNodes(outlook)).toHaveLength(count + 1);
      expect(resumingNodes(outlook).skipped).toHaveLength(count - 1);
      return performance.now() - from;
    };
    time(1000);
    // Quadratic, it would be a hundred times as long.
    expect(time(10_000)).toBeLessThan(Math.max(20, time(1000)) * 40);
  });
});
