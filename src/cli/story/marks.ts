import type { StepProgress } from "../../domain/decide/story/queue.ts";
import type { Style } from "../style.ts";

/** One character a step: what is done, running, next, or open. */
export function marks(progress: readonly StepProgress[], style: Style): string {
  return progress.map((step) => mark(step, style)).join("");
}

/** One step's mark. */
export function mark({ state }: Pick<StepProgress, "state">, style: Style): string {
  switch (state) {
    case "done":
    case "by-hand":
    case "to-accept":
      return style.green("✓");
    case "running":
    case "to-judge":
      return style.cyan("▶");
    case "next":
      return style.yellow("›");
    case "open":
      return style.dim("·");
  }
}

export const legend = "✓ done  ▶ running  › next  · open";
