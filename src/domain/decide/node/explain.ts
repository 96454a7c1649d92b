import type { NodeState, Nodes } from "../../journal/nodes.ts";
import { enclosing, isWithin } from "../../journal/path.ts";
import { isAsked } from "./candidate.ts";
import { changesSince } from "./changes.ts";
import { type Foreseen, foresee } from "./foresee.ts";
import { kindOf } from "./outcome.ts";
import { begunNodes, type Outlook } from "./outlook.ts";
import { isDecided } from "./waiting.ts";

/** What would become of a node, and why. */
export interface NodeVerdict {
  readonly path: string;
  readonly verdict: string;
  readonly why: string;
}

/** A verdict for each node that a run will come to, and for what it has no more. Pure; linear in the number of nodes. */
export function explainNodes(outlook: Outlook): NodeVerdict[] {
  const { nodes, tree } = outlook;
  const foreseen = foresee(outlook);
  const inner = new Inner(foreseen, nodes);
  const gone = changesSince(nodes, tree).retired;
  return [
    ...foreseen.map((one): NodeVerdict => {
      const [verdict, why] = verdictOf(one, outlook, inner);
      return { path: one.path, verdict, why };
    }),
    ...gone.map((path) => ({ path, verdict: "retired", why: "it is in the workflow no more" })),
  ];
}

type Told = readonly [verdict: string, why: string];

function verdictOf(one: Foreseen, { nodes, asked }: Outlook, inner: Inner): Told {
  const { path, ruling, isChanged } = one;
  const node = nodes.get(path);
  switch (ruling.kind) {
    case "retire":
      return ["retired", "its collection had it no more"];
    case "fail":
      return ["fails", ruling.message];
    case "skip":
      return ["skipped", ruling.reason];
    case "reuse":
      if (isChanged) return ["definition changed", "it stays done; --rerun-changed runs it again"];
      if (ruling.isInputChanged()) return ["input changed", "it stays done; --rerun-changed runs it again"];
      return doneAt(node);
    case "unreached": {
      const why = isAsked(path, asked) ? "what it waits for is not asked for" : "not asked for";
      return [asItStands(one, node, inner)[0], why];
    }
    case "undecided":
      return undecided(ruling);
    case "items":
    case "run":
    case "wait": {
      if (node?.status !== "done" || node.retired) return asItStands(one, node, inner);
      const isRerun = asked.rerun !== undefined && isWithin(path, asked.rerun);
      if (isChanged) return ["definition changed", "runs again"];
      if (isRerun) return ["runs again", "--rerun"];
      if (!one.isOpened) return ["runs again", ruling.again ?? ""];
      if (inner.runs.has(path)) return ["runs again", "what is in it does"];
      const because = inner.undecided.get(path);
      return because === undefined ? doneAt(node) : undecided({ because, done: node.done });
    }
  }
}

function doneAt(node: NodeState | undefined): Told {
  return ["done", `attempt ${node?.attempt}, ${node?.at}`];
}

function undecided({ because, done }: { readonly because: string; readonly done?: unknown }): Told {
  const isInput = because.startsWith("inputs.");
  if (done) return ["done", `runs again if ${because} ${isInput ? "is another" : "comes out otherwise"}`];
  return ["undecided", `decided once ${because} ${isInput ? "is given" : "has run"}`];
}

/** Of a node that goes on from where it stands. */
function asItStands({ step, path }: Foreseen, node: NodeState | undefined, inner: Inner): Told {
  const { reason = "" } = node ?? {};
  const kind = kindOf(step, path) === "foreach" ? `${step.type}, for each item` : step.type;
  switch (node?.retired ? undefined : node?.status) {
    case undefined:
      if (node || !inner.begun.has(path)) return ["not started", kind];
      return [inner.waits.has(path) ? "waiting" : "interrupted", "goes on where it stopped"];
    case "done":
      return doneAt(node);
    case "failed":
      return ["failed", `${node?.error?.message ?? ""}; runs again`];
    case "open":
    case "interrupted":
      return ["interrupted", node?.sessionId ? "goes on in its session" : "runs again"];
    case "skipped":
      return ["not started", `${kind}; its condition is met now`];
    case "parked":
      return ["waiting", reason];
    case "approved":
      return ["approved", "goes on"];
    case "answered":
      return ["answered", node?.sessionId ? "goes on in its session" : "runs again, with the answer"];
    case "rejected":
      return ["rejected", reason];
    case "reopened":
      return ["runs again", "it was reopened"];
  }
}

/** What is known of what is in nodes, by the paths of those. */
class Inner {
  /** Something in it runs. */
  readonly runs = new Set<string>();
  /** What decides whether something in it runs. */
  readonly undecided = new Map<string, string>();
  /** Something in it waits for a person, or for going on after one has decided. */
  readonly waits = new Set<string>();
  /** Something in it has a record. */
  readonly begun: ReadonlySet<string>;

  constructor(foreseen: readonly Foreseen[], nodes: Nodes) {
    for (const { path, ruling, isOpened } of foreseen) {
      const { kind } = ruling;
      const runs = !isOpened && (kind === "run" || kind === "wait" || kind === "items" || kind === "fail");
      for (const outer of runs || kind === "undecided" ? enclosing(path) : []) {
        if (runs) this.runs.add(outer);
        else if (ruling.kind === "undecided") this.undecided.set(outer, ruling.because);
      }
    }
    this.begun = begunNodes(nodes);
    for (const { path, status } of nodes.all()) {
      if (status !== "parked" && !isDecided(status)) continue;
      for (const outer of enclosing(path)) this.waits.add(outer);
    }
  }
}
