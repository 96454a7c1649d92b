import type { StoryExecution } from "../../domain/journal/execution.ts";
import type { Change } from "../../engine/ports/prompts.ts";
import type { ChangedFile } from "../../engine/ports/workspace.ts";
import type { Blocks } from "./blocks.ts";

/** What of a change is told in a prompt. */
const diffBytes = 96 * 1024;
const filesTold = 500;

/** The change that a review is about, and what was said of it before. "" where it is not known. */
export function changeBlocks(blocks: Blocks, change: Change | undefined, execution: StoryExecution): string {
  if (!change) return "";
  const { files, whole } = change;
  const title = "The change to review, against what was there before the work began:";
  const text =
    files.length === 0 ? "(no file differs)" : [...namesOf(files), "", ...diffOf(files)].join("\n");
  const all = whole === undefined ? "" : `All of it is in the file ${whole}, which you may read.`;
  return [blocks.data(title, text), all, blocks.data("Verdicts until now:", verdicts(execution))]
    .filter(Boolean)
    .join("\n\n");
}

function namesOf(files: readonly ChangedFile[]): string[] {
  const line = ({ path, added, removed }: ChangedFile) =>
    added === null || removed === null ? `${path} (no text)` : `${path} +${added} −${removed}`;
  const more = files.length > filesTold ? [`and ${files.length - filesTold} more files`] : [];
  return [...files.slice(0, filesTold).map(line), ...more];
}

/** Whole files, the largest left out first. */
function diffOf(files: readonly ChangedFile[]): string[] {
  const sizes = new Map(files.map((file) => [file, Buffer.byteLength(file.patch ?? "")]));
  const told = new Set(files.filter(({ patch }) => patch !== null));
  let bytes = [...sizes.values()].reduce((sum, size) => sum + size, 0);
  for (const [file, size] of [...sizes].sort(([, a], [, b]) => b - a)) {
    if (bytes <= diffBytes) break;
    told.delete(file);
    bytes -= size;
  }
  const left = files.filter((file) => !told.has(file)).map(({ path }) => path);
  const names =
    left.length > filesTold ? [...left.slice(0, filesTold), `${left.length - filesTold} more`] : left;
  return [
    ...(left.length === 0 ? [] : [`Left out here, for it is too much: ${names.join(", ")}`, ""]),
    ...[...told].map(({ patch }) => patch!.trimEnd()),
  ];
}

/** What was approved or rejected, in order. */
function verdicts({ attempts }: StoryExecution): string {
  const given = attempts.filter(({ outcome, verdict }) => outcome === "done" && verdict !== undefined);
  return given
    .map(({ action, attempt, verdict, issues = [], withdrawn }) => {
      const count =
        issues.length === 0 ? "" : `, ${issues.length} ${issues.length === 1 ? "issue" : "issues"}`;
      return `${action}#${attempt}: ${verdict}${count}${withdrawn ? "; taken back since" : ""}`;
    })
    .join("\n");
}
