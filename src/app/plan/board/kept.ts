import type { Asked } from "../asked.ts";

/** What a run keeps of its options, to go on with after an interruption. The rest counts for one start only. */
export interface KeptOptions {
  readonly auto: boolean;
  readonly action?: string;
  readonly status?: string;
  readonly label?: string;
  readonly agent?: string;
}

const keptNames = ["auto", "action", "status", "label", "agent"] as const;

/** A run's own options, and those of them that were given anew. */
export interface Kept {
  readonly options: KeptOptions;
  /** As they are typed: `--agent claude`. */
  readonly changed: readonly string[];
}

/** The options given now over those a run was started with; `changed` names the ones that differ. */
export function keptOptions(given: Asked, before?: Readonly<Record<string, unknown>>): Kept {
  const old = (before ?? {}) as Partial<KeptOptions>;
  const now = Object.fromEntries(
    keptNames.flatMap((name) =>
      given[name] === undefined || given[name] === false ? [] : [[name, given[name]]],
    ),
  ) as Partial<KeptOptions>;
  const changed = keptNames.filter((name) => before && now[name] !== undefined && now[name] !== old[name]);
  return {
    options: { ...old, ...now, auto: now.auto ?? old.auto === true },
    changed: changed.map((name) => (now[name] === true ? `--${name}` : `--${name} ${now[name]}`)),
  };
}
