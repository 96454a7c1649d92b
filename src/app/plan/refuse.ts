import { UserError } from "../../domain/errors.ts";
import { ExitCode } from "../../domain/exit-code.ts";
import { statuses } from "../../domain/story/story.ts";
import { nearest } from "../../domain/text/nearest.ts";
import type { Asked } from "./asked.ts";

/** Refuses what cannot be given together. Throws UserError (exit 2). `file`: the target is a workflow file. */
export function refuseCombination(asked: Asked, file: boolean): void {
  const { target } = asked;
  if (target !== undefined && !asked.continue && !file) {
    throw new UserError(ExitCode.usage, `run ${target}: there is no such workflow file`, {
      fix: `For a story: agentic-sdlc run --story ${target}`,
    });
  }
  const needContinue = [
    ["--explain", asked.explain],
    ["--strict", asked.strict],
    ["--force-continue", asked.forceContinue],
    ["--rerun", asked.rerun !== undefined],
    ["--rerun-changed", asked.rerunChanged],
    ["--only", asked.only !== undefined],
  ] as const;
  const lone = needContinue.find(([, given]) => given && !asked.continue);
  if (lone)
    throw new UserError(ExitCode.usage, `${lone[0]} needs --continue`, {
      fix: `agentic-sdlc run --continue ${lone[0]}`,
    });
  if (asked.action !== undefined && asked.auto) {
    throw new UserError(ExitCode.usage, "--action and --auto cannot be given together", {
      why: "--action asks for one action, --auto for all of them.",
      fix: "To stop after an action: --auto --until <action>",
    });
  }
}

/** Refuses, for the board, what only a workflow file has. Throws UserError (exit 2). */
export function refuseWithoutFile(asked: Asked): void {
  const given = [
    ["--only", asked.only],
    ["--input", asked.inputs],
    ["--concurrency", asked.concurrency],
  ] as const;
  const lone = given.find(([, value]) => value !== undefined);
  if (!lone) return;
  throw new UserError(
    ExitCode.usage,
    `${lone[0]} belongs to workflow files, and this is a run of the board`,
    {
      fix:
        lone[0] === "--only"
          ? "For one story's action: agentic-sdlc run --story <story> --action <action>"
          : `Name the file: agentic-sdlc run <file.yaml> ${lone[0]} …`,
    },
  );
}

/** Refuses, for a workflow file, what only the board has. Throws UserError (exit 2). */
export function refuseBoardOptions(asked: Asked, file: string): void {
  const others = [
    ["--story", asked.story],
    ["--epic", asked.epic],
    ["--status", asked.status],
    ["--label", asked.label],
    ["--action", asked.action],
    ["--until", asked.until],
    ["--show-prompt", asked.showPrompt || undefined],
  ] as const;
  const other = others.find(([, value]) => value !== undefined);
  if (!other) return;
  throw new UserError(ExitCode.usage, `${other[0]} belongs to the board, and ${file} is a workflow file`, {
    fix: "Leave one of them out",
  });
}

/** Checks the words of a run of the board that name a status, an action or an agent. Throws UserError exit 2 with the nearest right one. */
export function checkWords(
  asked: Asked,
  known: { steps: readonly string[]; agents: readonly string[] },
): void {
  oneOf("--action", asked.action, known.steps);
  oneOf("--until", asked.until, known.steps);
  oneOf("--status", asked.status, statuses);
  oneOf("--agent", asked.agent, known.agents);
}

function oneOf(flag: string, word: string | undefined, known: readonly string[]): void {
  if (word === undefined || known.includes(word)) return;
  const near = nearest(word, known, 1)[0];
  throw new UserError(2, `${flag} ${word}: there is no such thing`, {
    why: `Known: ${known.join(", ") || "none"}`,
    fix: near === undefined ? "" : `Did you mean ${near}?`,
  });
}
