import { claude } from "./claude.ts";
import { acp, codex, gemini, opencode, pi } from "./others.ts";
import type { Row, Told } from "./row.ts";

const by = (program: Row["program"], all: readonly Told[]) => all.map((row) => ({ program, ...row }));

export const rows: readonly Row[] = [
  ...by("claude", claude),
  ...by("codex", codex),
  ...by("gemini", gemini),
  ...by("opencode", opencode),
  ...by("pi", pi),
  ...by("acp", acp),
];
