import { UserError } from "../../domain/errors.ts";
import { statuses } from "../../domain/story/story.ts";
import { nearest } from "../../domain/text/nearest.ts";
import type { RunOptions } from "./definition.ts";

/** What a run keeps of its options, to go on with after an interruption. The rest counts for one start only. */
export interface KeptOptions {
  readonly auto: boolean;
  readonly action?: string;
  readonly status?: string;
  readonly label?: string;
  readonly agent?: string;
}

const keptNames = ["auto", "action", "status", "label", "agent"] as const;

/** The options given now over those a run was started with; `changed` names the ones that differ. */
export function keptOptions(
  given: RunOptions,
  before?: Readonly<Record<string, unknown>>,
): { readonly options: KeptOptions; readonly changed: readonly string[] } {
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

/** Checks the words that name a status, an action or an agent. Throws UserError exit 2 with the nearest right one. */
export function checkWords(
  options: RunOptions,
  known: { steps: readonly string[]; agents: readonly string[] },
): void {
  oneOf("--action", options.action, known.steps);
  oneOf("--until", options.until, known.steps);
  oneOf("--status", options.status, statuses);
  oneOf("--agent", options.agent, known.agents);
}

function oneOf(flag: string, word: string | undefined, known: readonly string[]): void {
  if (word === undefined || known.includes(word)) return;
  const near = nearest(word, known, 1)[0];
  throw new UserError(2, `${flag} ${word}: there is no such thing`, {
    why: `Known: ${known.join(", ") || "none"}`,
    fix: near === undefined ? "" : `Did you mean ${near}?`,
  });
}
