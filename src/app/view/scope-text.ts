import type { RunScope } from "../../domain/journal/run-record.ts";

/** Whether two scopes are the same part of the board. */
export function sameScope(a: RunScope, b: RunScope): boolean {
  return scopeText(a) === scopeText(b);
}

/** A scope in words: `board`, `epic checkout`, `story story-mk5yvfv5-m3wv`. */
export function scopeText(scope: RunScope): string {
  switch (scope.kind) {
    case "board":
      return "board";
    case "epic":
      return `epic ${scope.epic}`;
    case "story":
      return `story ${scope.storyId}`;
    case "workflow":
      return `workflow ${scope.file}`;
  }
}
