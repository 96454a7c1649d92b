import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

/** All records of all stories' journals, each as its line says. */
function records(dir) {
  const attempts = join(dir, ".agentic-sdlc", "attempts");
  if (!existsSync(attempts)) return [];
  return readdirSync(attempts).flatMap((story) =>
    readdirSync(join(attempts, story))
      .filter((name) => name.startsWith("journal."))
      .flatMap((name) =>
        readFileSync(join(attempts, story, name), "utf8")
          .trimEnd()
          .split("\n"),
      )
      .map((line) => JSON.parse(line)),
  );
}

/** How often each attempt was started, said something, was accepted, in the order of their start. */
export function attempts(dir) {
  const rows = new Map();
  for (const { type, path, at, action } of records(dir)) {
    if (action === undefined) continue;
    const row = rows.get(path) ?? { path, at, intent: 0, said: 0, accepted: 0, interrupted: 0, failed: 0 };
    if (type in row) row[type]++;
    rows.set(path, row);
  }
  return [...rows.values()].sort((a, b) => (a.at < b.at ? -1 : 1));
}

/** What is wrong with the board and its journals after a run that should have done everything; [] when nothing is. */
export function faults(dir) {
  const stories = join(dir, ".agentic-sdlc", "stories");
  const open = readdirSync(stories).filter((name) => {
    return name.endsWith(".md") && !/^status: done$/m.test(readFileSync(join(stories, name), "utf8"));
  });
  const rows = attempts(dir);
  return [
    ...open.map((name) => `${name} is not done`),
    ...rows.filter((row) => row.intent !== 1).map((row) => `${row.path} was started ${row.intent} times`),
    ...rows
      .filter((row) => row.said + row.interrupted !== 1)
      .map((row) => `${row.path} said ${row.said} times`),
    ...(rows.some((row) => row.interrupted === 1)
      ? []
      : ["nothing was interrupted: the kill proved nothing"]),
    ...(existsSync(join(dir, ".agentic-sdlc", ".workflow-state.json"))
      ? ["the checkpoint is still there"]
      : []),
  ];
}

/** The attempts as a table for people. */
export function table(rows) {
  const outcome = (row) =>
    row.interrupted ? "interrupted" : row.failed ? "failed" : row.accepted ? "accepted" : "open";
  const width = Math.max(...rows.map((row) => row.path.length));
  return rows.map((row) => `  ${row.path.padEnd(width)}  said ${row.said}  ${outcome(row)}`).join("\n");
}
