import { bindInputs } from "../../definition/file/bind.ts";
import type { ChildStepDefinition } from "../../definition/file/definition.ts";
import { UserError } from "../../errors.ts";
import { ExpressionError, type Value } from "../../expression/ast.ts";
import { Undecided } from "../../expression/undecided.ts";
import type { Text } from "../../journal/record.ts";
import { type Candidate, type Facts, localOf } from "./candidate.ts";
import { Frame, type Versions } from "./frame.ts";
import { type EndedNode, versionOf } from "./outcome.ts";
import { differ, hashesOf, outputsOf } from "./result.ts";
import { withinOf } from "./work.ts";

type Values = Readonly<Record<string, Value>>;

/** The frame of a child that is given these inputs. Throws ExpressionError where it does not want them. */
export function childFrame(node: Candidate<ChildStepDefinition>, inputs: Values): Frame {
  const { frame, step, path } = node;
  const tree = frame.tree.children.get(step.id)!;
  const { values, problems } = bindInputs(tree.workflow, inputs);
  if (problems[0]) throw new ExpressionError(problems[0].message, 0);
  return new Frame(path, tree, values, versionsOf(node), frame.world);
}

/**
 * The frame of a child before it runs: of its inputs, some may not be known yet. Throws ExpressionError where it does not
 * want those that are.
 */
export function foreseenFrame(node: Candidate<ChildStepDefinition>): Frame {
  const { frame, step, path } = node;
  const known: Record<string, Value> = {};
  const unknown = new Map<string, Undecided>();
  for (const [name, template] of Object.entries(step.inputs)) {
    try {
      known[name] = frame.fill(template, withinOf(frame, step, localOf(node)));
    } catch (error) {
      if (!(error instanceof Undecided)) throw error;
      unknown.set(name, error);
    }
  }
  if (unknown.size === 0) return childFrame(node, known);
  const tree = frame.tree.children.get(step.id)!;
  const values = withUnknown(bindInputs(tree.workflow, known).values, unknown);
  return new Frame(path, tree, values, versionsOf(node), frame.world);
}

/** Inputs of which some are not known: whoever reads one finds out. */
export function withUnknown(values: Values, unknown: ReadonlyMap<string, Undecided>): Values {
  const all = { ...values };
  for (const [name, missing] of unknown) {
    const get = () => {
      throw missing;
    };
    Object.defineProperty(all, name, { enumerable: true, configurable: true, get });
  }
  return all;
}

/** Of the inputs that were made from what steps gave. What is made of an item is the item's, whatever it holds. */
function versionsOf({ frame, step }: Candidate<ChildStepDefinition>): Versions {
  return Object.fromEntries(
    Object.keys(step.inputs).flatMap((name): [string, string | Undecided][] => {
      try {
        const consumed = Object.entries(frame.consumed(`${step.id}.${name}`));
        const version = consumed.map(([of, version]) => `${of}@${version}`).join(" ");
        return consumed.length === 0 ? [] : [[name, version]];
      } catch (error) {
        if (!(error instanceof Undecided)) throw error;
        return [[name, error]];
      }
    }),
  );
}

/** What a child gives in which all stands; undefined where that is another than before, or cannot be told yet. */
export function endOfChild(
  node: Candidate<ChildStepDefinition>,
  child: Frame,
  { asked, node: nodeAt }: Facts,
): EndedNode | undefined {
  const known = nodeAt(node.path);
  const before = known?.done ?? known?.before;
  if (!before) return undefined;
  const { readText } = node.frame.world;
  const isSame = (of: Text | undefined, now: Value) =>
    of !== undefined && readText(of) === JSON.stringify(now);
  try {
    if (asked.rerunChanged && differ(before.hashes, hashesOf(node))) return undefined;
    const { result } = before;
    const hasOutputs = Object.keys(node.step.outputs).length > 0;
    const same =
      isSame(result.output, child.fillAll(child.tree.workflow.outputs)) &&
      (hasOutputs ? isSame(result.outputs, outputsOf(node, result)) : result.outputs === undefined);
    const given = { status: "done", kind: "workflow", result } as const;
    return same ? { status: "done", version: versionOf(before), given } : undefined;
  } catch (error) {
    // What it throws is what it fails with, or what is read is not known.
    const isOwn = error instanceof ExpressionError || error instanceof UserError;
    if (isOwn || error instanceof Undecided) return undefined;
    throw error;
  }
}
