import { readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";

/** Cuts a journal after its first `kept` records: what came later never reached the disk. */
export function cutJournal(dir: string, kept: number): void {
  let left = kept;
  for (const epoch of epochsIn(dir)) {
    const path = join(dir, `journal.${epoch}.jsonl`);
    if (left <= 0) {
      rmSync(path);
      continue;
    }
    const lines = readFileSync(path, "utf8").trimEnd().split("\n");
    // A seal is no record: it goes with the one behind it.
    let end = 0;
    for (; end < lines.length && left > 0; end++) if (JSON.parse(lines[end]!).type !== "sealed") left--;
    writeFileSync(path, lines.slice(0, end).join("\n").concat("\n"));
  }
}

function epochsIn(dir: string): number[] {
  const names = readdirSync(dir).map((name) => /^journal\.(\d+)\.jsonl$/.exec(name)?.[1]);
  return names
    .filter((epoch) => epoch !== undefined)
    .map(Number)
    .sort((a, b) => a - b);
}
