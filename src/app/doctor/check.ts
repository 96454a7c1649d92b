/** One thing the doctor looked at. */
export interface Check {
  readonly area:
    | "node"
    | "git"
    | "config"
    | "workflows"
    | "prompts"
    | "agents"
    | "gitignore"
    | "stories"
    | "leases"
    | "checkpoints"
    | "journals"
    | "messages"
    | "leftovers";
  readonly state: "ok" | "warning" | "problem";
  readonly text: string;
  /** What to do about it; "" where all is well. */
  readonly fix: string;
  /** A repair that cannot lose anything, for `--fix`. Returns what it did. May throw NotSavedError. */
  readonly repair?: () => string;
}

type Area = Check["area"];

export function ok(area: Area, text: string): Check {
  return { area, state: "ok", text, fix: "" };
}

export function warning(area: Area, text: string, fix: string, repair?: () => string): Check {
  return { area, state: "warning", text, fix, ...(repair && { repair }) };
}

export function problem(area: Area, text: string, fix: string, repair?: () => string): Check {
  return { area, state: "problem", text, fix, ...(repair && { repair }) };
}

/** Runs one area's checks; an area that cannot be looked at is a problem, and the others still are looked at. */
export function guarded(area: Area, look: () => readonly Check[]): readonly Check[] {
  try {
    return look();
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    return [
      problem(
        area,
        `${area} cannot be looked at: ${message}`,
        "Make the files under .agentic-sdlc/ readable",
      ),
    ];
  }
}

/** `1 file`, `2 files` */
export function counted(count: number, word: string): string {
  return `${count} ${word}${count === 1 ? "" : "s"}`;
}
