import type { Value } from "../../expression/ast.ts";
import { Undecided } from "../../expression/undecided.ts";
import type { Done } from "../../journal/node-record.ts";
import type { EndedNode } from "./outcome.ts";

/** What is to become of a node. */
export type Ruling =
  /** It is tried. `again`: why what it had done does not stand. */
  | { readonly kind: "run"; readonly again?: string | undefined }
  /** It waits for a person, who decides about a gate or answers an agent; else as `run`. */
  | { readonly kind: "wait"; readonly again?: string | undefined }
  /** Each of these items is decided, in order; `retired`: the paths of those that its collection has no more. */
  | {
      readonly kind: "items";
      readonly again?: string | undefined;
      readonly items: readonly Value[];
      /** As they stand in paths. */
      readonly keys: readonly string[];
      readonly retired: readonly string[];
    }
  /** What it gave stands: it is not run. */
  | {
      readonly kind: "reuse";
      readonly done: Done;
      readonly outcome: EndedNode;
      /** It had left the workflow, or was not for then, and is back: its journal has to say so. */
      readonly isBack: boolean;
      /** Whether what is filled into it is another today, and it stands all the same. */
      readonly isInputChanged: () => boolean;
    }
  /** It is not for now. `silent`: not worth a record, it is decided afresh each time. */
  | { readonly kind: "skip"; readonly reason: string; readonly silent: boolean }
  /** It is not asked for, or something that it waits for comes to no end. */
  | { readonly kind: "unreached" }
  /** A value is read that nobody has yet. `done`: what it gave, where the question is only whether that stands. */
  | { readonly kind: "undecided"; readonly because: string; readonly done?: Done | undefined };

type Undecidable = Extract<Ruling, { readonly kind: "undecided" }>;

/** What is to become of a node that is no collection as a whole. */
export type NodeRuling = Exclude<Ruling, { readonly kind: "items" }>;

/** What `decide` says; or that it cannot say yet. `done`: what it is about, where it stands or not. */
export function undecidedOr<T>(done: Done | undefined, decide: () => T): T | Undecidable {
  try {
    return decide();
  } catch (error) {
    if (!(error instanceof Undecided)) throw error;
    return { kind: "undecided", because: error.because, done };
  }
}
