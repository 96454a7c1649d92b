import { type Check, counted } from "../../app/doctor/check.ts";
import { examine } from "../../app/doctor/examine.ts";
import { ExitCode } from "../../domain/exit-code.ts";
import { safeText } from "../../domain/text/safe.ts";
import type { CommandContext } from "../context.ts";
import { printJson } from "../json.ts";

type DoctorContext = Pick<CommandContext, "cwd" | "env" | "stdout" | "json" | "now">;

/**
 * Looks at everything a run depends on, and says what to do about what is not well. With `fix`, first makes the
 * repairs that cannot lose anything. Exit 0 whatever it finds. Throws UserError: 2 without a board, 7 where a repair
 * could not be saved.
 */
export async function doctor(ctx: DoctorContext, options: { fix?: boolean }): Promise<ExitCode> {
  const { root, checks, repaired } = await examine(ctx, options.fix === true);
  if (ctx.json) printJson(ctx, { root, checks: checks.map(plain), repaired });
  else ctx.stdout.write(text(checks, repaired));
  return ExitCode.ok;
}

function plain({ repair, ...check }: Check): object {
  return { ...check, repairable: repair !== undefined };
}

const marks = { ok: "✓", warning: "!", problem: "✗" } as const;

function text(checks: readonly Check[], repaired: readonly string[]): string {
  const lines = checks.flatMap(({ state, text, fix }) => [
    `${marks[state]} ${text}`,
    ...(fix ? [`  → ${fix}`] : []),
  ]);
  const done = repaired.map((what) => `✓ Repaired: ${what}`);
  return `${[...done, ...lines, summary(checks)].map(safeText).join("\n")}\n`;
}

function summary(checks: readonly Check[]): string {
  const count = (state: Check["state"], word: string) => {
    const n = checks.filter((check) => check.state === state).length;
    return n === 0 ? [] : [counted(n, word)];
  };
  const found = [...count("problem", "problem"), ...count("warning", "warning")];
  if (found.length === 0) return "All is well.";
  const more = checks.some(({ repair }) => repair) ? " Next: agentic-sdlc doctor --fix" : "";
  return `${found.join(", ")}.${more}`;
}
