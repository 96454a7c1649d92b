import { ExpressionError } from "../expression/ast.ts";

/** Stands for an expression in the text that is scanned. Texts with a NUL are refused long before. */
export const placeholder = "\0";

/** Why an expression cannot stand where it stands, and what to write instead. */
export interface Refusal {
  readonly message: string;
  readonly fix: string;
}

export const refusals = {
  arithmetic: {
    message: "an expression cannot stand in shell arithmetic, which runs what a value holds",
    fix: "Compute outside of it, or check the value first: case $n in *[!0-9]*) exit 2;; esac",
  },
  quotedHeredoc: {
    message: "an expression cannot stand in a quoted heredoc, where the shell expands nothing",
    fix: "Remove the quotes around the delimiter, or pass the text through the step's stdin:",
  },
  backslash: {
    message: "a backslash stands before the expression",
    fix: "Remove it; write two for a backslash",
  },
  expansion: {
    message: "an expression cannot stand in this form of the shell's ${ }",
    fix: "It can in ${x:-…}, ${x:=…}, ${x:?…}, ${x:+…}, and outside of heredocs in ${x#…} and ${x%…}",
  },
  brackets: {
    message: "an expression cannot stand in [[ ]], which is not part of sh and runs what some values hold",
    fix: "Write [ … ]",
  },
  subscript: {
    message: "an expression cannot stand in a subscript, which some shells compute",
    fix: "Put quotes around the whole word",
  },
} satisfies Record<string, Refusal>;

/** What shells read in different ways, or not at all: after it nothing can be placed safely. */
export class Unreadable extends Error {
  /** Offset in the scanned text. */
  readonly index: number;
  readonly fix: string;

  constructor(message: string, index: number, fix: string) {
    super(message);
    this.index = index;
    this.fix = fix;
  }
}

/** The expressions of a command in their order: each is placed once, by the name of its variable. */
export class Placement {
  readonly problems: ExpressionError[] = [];
  readonly #variables: readonly { readonly name: string; readonly at: number }[];
  #next = 0;

  constructor(variables: readonly { readonly name: string; readonly at: number }[]) {
    this.#variables = variables;
  }

  take(refusal: Refusal | undefined): string {
    const { name, at } = this.#variables[this.#next++]!;
    if (refusal) this.problems.push(new ExpressionError(refusal.message, at, refusal.fix));
    return name;
  }
}
