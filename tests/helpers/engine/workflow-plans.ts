import { createHash } from "node:crypto";
import fc from "fast-check";
import { checkWorkflowFile } from "../../../src/domain/definition/file/check.ts";
import type { WorkflowTree } from "../../../src/domain/definition/file/definition.ts";
import { parseWorkflowFile } from "../../../src/domain/definition/file/parse.ts";

/** A step as it stands in a file, and the workflow that it starts. */
export interface PlannedStep {
  readonly raw: Readonly<Record<string, unknown>> & { readonly id: string };
  readonly child?: Plan;
}

/** A workflow of any shape: what a YAML file would hold, with the files it starts. */
export interface Plan {
  readonly raw: Readonly<Record<string, unknown>>;
  readonly steps: readonly PlannedStep[];
}

/** Choices, as the generator makes them. */
type Choose = (below: number) => number;

/** Workflows with children up to three deep, in any order and graph; the collections of some are what `read` says. */
export const plans: fc.Arbitrary<Plan> = fc
  .infiniteStream(fc.nat(1 << 20))
  .map((stream) => planOf((below) => (stream.next().value as number) % below, 0));

function planOf(choose: Choose, depth: number): Plan {
  const read = {
    raw: { id: "read", type: "script", reuse: false, needs: [], run: "items" },
  };
  const steps: PlannedStep[] = depth === 0 ? [read] : [];
  const count = 1 + choose(depth === 0 ? 5 : 3);
  for (let index = 0; index < count; index++) steps.push(stepOf(choose, depth, index, steps));
  const outputs = Object.fromEntries(
    steps.map(({ raw: { id } }) => [
      id,
      ["${{ steps.ID.output }}", "${{ steps.ID.status }}"].map((t) => t.replace("ID", id)),
    ]),
  );
  const last = {
    id: "last",
    type: "script",
    run: "work",
    stdin: `\${{ steps.${steps.at(-1)!.raw.id}.status }}`,
  };
  return {
    steps,
    raw: {
      name: "plan",
      inputs: { given: { type: "string", default: "" } },
      steps: steps.map(({ raw }) => raw),
      outputs,
      ...(choose(4) === 0 ? { finally: [last] } : {}),
    },
  };
}

function stepOf(choose: Choose, depth: number, index: number, before: readonly PlannedStep[]): PlannedStep {
  const id = `s${index}`;
  const ids = before.map(({ raw }) => raw.id);
  const some = () => ids.filter(() => choose(2) === 0);
  const needs = choose(2) === 0 ? some() : undefined;
  const reads = (needs ?? ids).filter(() => choose(3) > 0);
  const texts = [...reads.map((of) => `\${{ toJson(steps.${of}.output) }}`), "${{ inputs.given }}"];
  const foreach = choose(3) === 0 ? collectionOf(choose, depth, needs ?? ids) : undefined;
  const given = [...texts, ...(foreach ? ["${{ item }}"] : [])].join(" ");
  const ofItem = ["item != 'b'", ...(reads.includes("read") ? ["contains(steps.read.output, item)"] : [])];
  const conditions = [
    ...["always()", "failure()", "success()", "inputs.given != 'b'", "1 > 2"],
    ...(foreach ? ofItem : []),
  ];
  const common = {
    id,
    ...(needs ? { needs } : {}),
    ...(foreach ?? {}),
    ...(choose(4) === 0 ? { if: conditions[choose(conditions.length)] } : {}),
    ...(choose(4) === 0 ? { retry: { attempts: 2 + choose(2) } } : {}),
  };
  const kind = choose(6);
  if (kind === 0 && depth < 3) {
    const child = planOf(choose, depth + 1);
    const inputs = { given: texts[0] === "${{ inputs.given }}" && foreach ? "${{ item }}" : given };
    return { raw: { ...common, type: "workflow", path: "./child.yaml", inputs }, child };
  }
  if (kind === 1 && !foreach) return { raw: { ...common, type: "gate", message: "Good?" } };
  if (kind === 2)
    return { raw: { ...common, type: "agent", prompt: `${choose(2) ? "asks" : "works"} ${given}` } };
  const failing = ["work", "work", "work", "fails once", "fails twice", "fails"][choose(6)]!;
  // Otherwise whether it fails, or is tried once more, is a matter of when its runner died.
  const always = failing === "fails" ? { allowFailure: true, retry: { attempts: 1 } } : {};
  return { raw: { ...common, ...always, type: "script", run: failing, stdin: given } };
}

/** Texts that are their own keys; one of them twice. */
function collectionOf(choose: Choose, depth: number, known: readonly string[]) {
  const own = ["a", "b", "c", "a"].slice(0, choose(5));
  const collection =
    depth === 0 && known.includes("read") && choose(3) > 0 ? "${{ steps.read.output }}" : own;
  return { foreach: collection, concurrency: 1 + choose(3), failFast: choose(2) === 0 };
}

/** As a run walks it. Throws where it is no workflow. */
export function treeOf(plan: Plan): WorkflowTree {
  const { definition, findings } = parseWorkflowFile(plan.raw);
  const children = new Map(
    plan.steps.flatMap(({ raw, child }) => (child ? [[raw.id, treeOf(child)] as const] : [])),
  );
  const workflows = new Map([...children].map(([id, { workflow }]) => [id, workflow]));
  const wrong = [...findings, ...checkWorkflowFile(definition, workflows)];
  if (wrong[0]) throw new Error(`${wrong[0].path.join(".")}: ${wrong[0].message}`);
  const stepHashes = new Map(
    [...definition.steps, ...definition.finally].map((step) => [step.id, hash(JSON.stringify(step))]),
  );
  return { name: "plan.yaml", workflow: definition, stepHashes, children };
}

export function hash(text: string): string {
  return createHash("sha256").update(text).digest("hex").slice(0, 8);
}
