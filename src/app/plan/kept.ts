import type { ReachedOption } from "../../domain/journal/run-record.ts";
import { countedActions, type RunState } from "../../domain/journal/run-state.ts";
import { formatDuration } from "../../domain/text/duration.ts";
import type { Asked } from "./asked.ts";

/** What a run keeps of its options, to go on with after an interruption. The rest counts for one start only. */
export interface KeptOptions {
  readonly auto: boolean;
  readonly action?: string;
  readonly status?: string;
  readonly label?: string;
  readonly agent?: string;
  readonly until?: string;
  readonly concurrency?: number;
  readonly maxActions?: number;
  readonly budgetUsd?: number;
  /** ISO 8601. */
  readonly deadline?: string;
  readonly maxWaitMs?: number;
  /** What the run had spent, or done, when a bound was given that counts from then. Absent: nothing. */
  readonly since?: Since;
}

interface Since {
  /** USD, when `budgetUsd` was given. */
  readonly budgetUsd?: number;
  /** USD, when `budgetUsd` or `deadline` was given last: `limits.costPerRun` counts from there. */
  readonly costPerRun?: number;
  /** Actions, when `maxActions` was given. */
  readonly maxActions?: number;
}

/** How each option is typed; in the order in which they are named. */
const flags = {
  auto: () => "--auto",
  action: (value: string) => `--action ${value}`,
  status: (value: string) => `--status ${value}`,
  label: (value: string) => `--label ${value}`,
  agent: (value: string) => `--agent ${value}`,
  until: (value: string) => `--until ${value}`,
  concurrency: (value: number) => `--concurrency ${value}`,
  maxActions: (value: number) => `--max-actions ${value}`,
  budgetUsd: (value: number) => `--budget ${value}`,
  deadline: (value: string) => `--deadline ${value}`,
  maxWaitMs: (value: number) => `--max-wait ${formatDuration(value)}`,
} as const;

type Name = keyof typeof flags;
const names = Object.keys(flags) as Name[];
/** What counts from when it is given, and so is another where the same is given again. */
const counting: readonly Name[] = ["maxActions", "budgetUsd"];

/** A run's own options, those of them that were given anew, and what it goes on without. */
export interface Kept {
  readonly options: KeptOptions;
  /** As they are typed: `--agent claude`. */
  readonly changed: readonly string[];
  /** What its last end had reached, and was not given again; as it is typed. */
  readonly dropped?: string;
}

/**
 * The options given now over those of the run before: the one that is gone on with, or, `afresh`, that is replaced, and
 * whose bounds count anew. Pure.
 */
export function keptOptions(given: Asked, before: RunState | undefined, afresh: boolean): Kept {
  const old = (before?.options ?? {}) as Partial<KeptOptions>;
  const now = givenNow(given);
  const reached = afresh ? undefined : droppedOf(before?.reached, old, now);
  const { [reached ?? ("" as Name)]: _reached, since, ...rest } = old;
  const from = afresh || !before ? undefined : sinceNow(since, now, before);
  const changed = names.filter(
    (name) => before && now[name] !== undefined && (now[name] !== old[name] || counting.includes(name)),
  );
  return {
    options: { ...rest, ...now, auto: now.auto ?? old.auto === true, ...(from ? { since: from } : {}) },
    changed: changed.map((name) => typed(name, now)),
    ...(reached ? { dropped: typed(reached, old) } : {}),
  };
}

function givenNow({ deadline, ...given }: Asked): Partial<KeptOptions> {
  const all = { ...given, deadline: deadline?.toISOString() };
  return Object.fromEntries(
    names.flatMap((name) => (all[name] === undefined || all[name] === false ? [] : [[name, all[name]]])),
  );
}

function droppedOf(
  reached: ReachedOption | undefined,
  old: Partial<KeptOptions>,
  now: Partial<KeptOptions>,
): ReachedOption | undefined {
  return reached && old[reached] !== undefined && now[reached] === undefined ? reached : undefined;
}

/** Where its bounds count from. */
function sinceNow(since: Since | undefined, now: Partial<KeptOptions>, run: RunState): Since | undefined {
  const anew = {
    ...(now.budgetUsd === undefined ? {} : { budgetUsd: run.costUsd }),
    ...(now.budgetUsd === undefined && now.deadline === undefined ? {} : { costPerRun: run.costUsd }),
    ...(now.maxActions === undefined ? {} : { maxActions: countedActions(run) }),
  };
  return since || Object.keys(anew).length > 0 ? { ...since, ...anew } : undefined;
}

function typed(name: Name, options: Partial<KeptOptions>): string {
  return (flags[name] as (value: unknown) => string)(options[name]);
}
