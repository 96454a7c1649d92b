/** What is asked of a run: the options of `run`, read and checked as far as the words alone can be. */
export interface Asked {
  /** A workflow file; or, with `continue`, a run's id or the beginning of one. */
  readonly target?: string;
  readonly auto: boolean;
  readonly dryRun: boolean;
  readonly showPrompt: boolean;
  /** `if-any`: start afresh where there is nothing to continue. */
  readonly continue: boolean | "if-any";
  readonly explain: boolean;
  readonly strict: boolean;
  readonly forceContinue: boolean;
  readonly fresh: boolean;
  readonly rerunChanged: boolean;
  readonly takeOver: boolean;
  readonly rerun?: string;
  readonly only?: string;
  /** `name=value` or `@file`, in order. */
  readonly inputs?: readonly string[];
  /** Steps of a workflow file at once. */
  readonly concurrency?: number;
  readonly story?: string;
  readonly epic?: string;
  readonly action?: string;
  readonly until?: string;
  readonly status?: string;
  readonly label?: string;
  readonly agent?: string;
  readonly maxActions?: number;
  readonly budgetUsd?: number;
  readonly deadline?: Date;
  readonly maxWaitMs?: number;
}

/** Asked for nothing: one action of the board. */
export const nothingAsked: Asked = {
  ...{ auto: false, dryRun: false, showPrompt: false, continue: false, explain: false, strict: false },
  ...{ forceContinue: false, fresh: false, rerunChanged: false, takeOver: false },
};

/** Whether nothing is to run: what would is looked at only. */
export function readsOnly({ dryRun, explain, showPrompt }: Asked): boolean {
  return dryRun || explain || showPrompt;
}
