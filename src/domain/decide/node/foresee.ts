import type { ChildStepDefinition, StepDefinition } from "../../definition/file/definition.ts";
import { StepOrder } from "../../definition/file/order.ts";
import { UserError } from "../../errors.ts";
import { ExpressionError } from "../../expression/ast.ts";
import { Undecided } from "../../expression/undecided.ts";
import { itemPath, stepPath } from "../../journal/path.ts";
import { type Candidate, type Facts, isWhole } from "./candidate.ts";
import { endOfChild, foreseenFrame } from "./child.ts";
import { endOfItems } from "./collection.ts";
import { decideNode, decideStep } from "./decide.ts";
import { Frame } from "./frame.ts";
import { type EndedNode, kindOf, skipped } from "./outcome.ts";
import { begunNodes, factsOf, type Outlook } from "./outlook.ts";
import type { Ruling } from "./ruling.ts";

/** What will become of a node, as far as it is known before anything runs. */
export interface Foreseen {
  readonly path: string;
  readonly step: StepDefinition;
  readonly ruling: Ruling | { readonly kind: "fail"; readonly message: string } | { readonly kind: "retire" };
  /** The step before it on whose outcome it depends whether it is reached at all. */
  readonly after?: string;
  /** What is in it follows: it was begun, and is looked into. */
  readonly isOpened: boolean;
  /** Its step's definition is another than when it was done. */
  readonly isChanged: boolean;
}

/**
 * Foresees a run: decides about each node as the run will, without running any, and goes on with what is known then.
 * Nodes come in the order of their definitions, each before what is in it; what lies in a node that stands is left out.
 * Pure; linear in the number of nodes.
 */
export function foresee(outlook: Outlook): Foreseen[] {
  return new Foresight(outlook).all();
}

/** A node as it is foreseen. `after`: something before it is still to run. */
interface Ahead extends Candidate {
  readonly after: Undecided | undefined;
}

/** How far ahead one can see past a node. `ended`: what it gives, where that is known. */
interface Sight {
  readonly ended?: EndedNode;
  /** It is certain to come to no end. */
  readonly isOpen?: boolean;
}

/** What is known behind a step. `unknown`: what is still to run of it, and of what is before it. */
interface Seen {
  readonly isOpen: boolean;
  readonly unknown: Undecided | undefined;
}

/** What is known before a list of steps. */
type Before = Pick<Ahead, "failed" | "after" | "always">;

class Foresight {
  readonly #outlook: Outlook;
  readonly #facts: Facts;
  readonly #begun: ReadonlySet<string>;
  #found: Foreseen[] = [];

  constructor(outlook: Outlook) {
    this.#outlook = outlook;
    this.#facts = factsOf(outlook);
    this.#begun = begunNodes(outlook.nodes);
  }

  all(): Foreseen[] {
    const { tree, inputs, world } = this.#outlook;
    this.#workflow(new Frame("", tree, inputs, {}, world), undefined, false);
    return this.#found;
  }

  /** Whether all in it comes to a known end. */
  #workflow(frame: Frame, after: Undecided | undefined, always: boolean): boolean {
    const unknown = this.#steps(frame, "steps", { failed: false, after, always });
    if (!isWhole(frame.path, this.#facts.asked)) return unknown === undefined;
    const last = this.#steps(frame, "finally", { failed: unknown ?? false, after, always: true });
    return unknown === undefined && last === undefined;
  }

  /** What is still to run of it, first; undefined where nothing is. */
  #steps(frame: Frame, list: "steps" | "finally", before: Before): Undecided | undefined {
    const steps = frame.tree.workflow[list];
    const order = new StepOrder(steps);
    const at = new Map(steps.map(({ id }, index) => [id, index]));
    const seen: Seen[] = [];
    // A step may need one that stands after it: each is told where it stands.
    const told: Foreseen[][] = [];
    const see = (index: number): Seen => {
      if (seen[index]) return seen[index];
      const waits = order.direct(index).map((id) => see(at.get(id)!));
      const unknown = waits.find((one) => one.unknown)?.unknown;
      const step = steps[index]!;
      const { id } = step;
      const node: Ahead = {
        frame,
        step,
        path: stepPath(frame.path, id),
        failed: unknown ?? before.failed,
        after: unknown ?? before.after,
        always: before.always,
      };
      const outer = this.#found;
      const own: Foreseen[] = [];
      told[index] = own;
      this.#found = own;
      const isOpen = waits.some((one) => one.isOpen);
      const sight = this.#look(node, () =>
        isOpen ? { kind: "unreached" } : decideStep(node, this.#facts, list),
      );
      this.#found = outer;
      const itself = sight.ended ? undefined : new Undecided(id);
      if (sight.ended) frame.set(id, sight.ended);
      if (itself) frame.setUnknown(id, itself);
      seen[index] = { isOpen: sight.isOpen === true, unknown: unknown ?? itself };
      return seen[index];
    };
    for (const index of steps.keys()) see(index);
    for (const own of told) for (const one of own) this.#found.push(one);
    return seen.find(({ unknown }) => unknown)?.unknown;
  }

  /** Decides about a node, and looks past it. */
  #look(node: Ahead, decide: () => Ruling): Sight {
    try {
      return this.#follow(node, decide());
    } catch (error) {
      if (!(error instanceof ExpressionError || error instanceof UserError)) throw error;
      return this.#tell(node, { kind: "fail", message: error.message });
    }
  }

  #follow(node: Ahead, ruling: Ruling): Sight {
    const { step, path } = node;
    switch (ruling.kind) {
      case "reuse":
        this.#tell(node, ruling);
        return { ended: ruling.outcome };
      case "skip":
        this.#tell(node, ruling);
        return { ended: skipped(kindOf(step, path)) };
      case "unreached":
        this.#tell(node, ruling);
        return { isOpen: true };
      case "items":
        return this.#items(node, ruling);
      case "run":
      case "wait":
        return step.type === "workflow" ? this.#child(node, step, ruling) : this.#tell(node, ruling);
      case "undecided":
        return kindOf(step, path) === "foreach"
          ? this.#itemsBefore(node, ruling)
          : step.type === "workflow" && !ruling.done
            ? this.#child(node, step, ruling)
            : this.#tell(node, ruling);
    }
  }

  #child(node: Ahead, step: ChildStepDefinition, ruling: Ruling): Sight {
    const isOpened = this.#isOpened(node, ruling);
    const child = { ...node, step };
    const frame = foreseenFrame(child);
    this.#tell(node, ruling, isOpened);
    if (!isOpened) return {};
    const unknown = ruling.kind === "undecided" ? new Undecided(ruling.because) : undefined;
    const isKnown = this.#workflow(frame, unknown ?? node.after, node.always);
    return isKnown && !unknown ? { ended: endOfChild(child, frame, this.#facts) } : {};
  }

  #items(node: Ahead, ruling: Extract<Ruling, { kind: "items" }>): Sight {
    const { frame, step, path, failed, always } = node;
    const isOpened = this.#isOpened(node, ruling) || ruling.items.length === 0;
    this.#tell(node, ruling, isOpened);
    if (!isOpened) return {};
    const ended: EndedNode[] = [];
    let { after } = node;
    let isOpen = false;
    for (const [index, item] of ruling.items.entries()) {
      const own = itemPath(path, ruling.keys[index]!);
      const one: Ahead = { frame, step, path: own, item: { item, index }, failed, after, always };
      const sight = this.#look(one, () => decideNode(one, this.#facts));
      if (sight.ended) ended.push(sight.ended);
      // Should it fail, no other starts.
      else if (step.foreach?.failFast) after ??= new Undecided(step.id);
      isOpen ||= sight.isOpen === true;
    }
    for (const own of ruling.retired) this.#tell({ ...node, path: own }, { kind: "retire" });
    return ended.length === ruling.keys.length
      ? { ended: endOfItems(frame, ruling.keys, ended) }
      : { isOpen };
  }

  /** Which items there will be is not known: those that there were are what they are if they are still there. */
  #itemsBefore(node: Ahead, ruling: Extract<Ruling, { kind: "undecided" }>): Sight {
    const isOpened = this.#isOpened(node, ruling);
    this.#tell(node, ruling, isOpened);
    const item = new Undecided(ruling.because);
    for (const key of isOpened ? this.#facts.itemsBefore(node.path) : []) {
      const one: Ahead = { ...node, path: itemPath(node.path, key), item, after: item };
      if (this.#facts.node(one.path)?.retired) this.#tell(one, { kind: "retire" });
      else this.#look(one, () => decideNode(one, this.#facts));
    }
    return {};
  }

  /** Whether it is worth a look inside: of what was never begun, or runs anyhow, it is not. */
  #isOpened({ path, always }: Ahead, ruling: Ruling): boolean {
    const whole = always && "again" in ruling && ruling.again !== undefined;
    return !whole && this.#begun.has(path);
  }

  #tell(node: Ahead, ruling: Foreseen["ruling"], isOpened = false): Sight {
    const { frame, step, path, after, always } = node;
    const { done } = this.#outlook.nodes.get(path) ?? {};
    const isSame = done?.hashes.step === frame.tree.stepHashes.get(step.id);
    const isKept = done && !always && (done.kind === "foreach") === (kindOf(step, path) === "foreach");
    const isChanged = isKept === true && !isSame;
    this.#found.push({ path, step, ruling, after: after?.because, isOpened, isChanged });
    return {};
  }
}
