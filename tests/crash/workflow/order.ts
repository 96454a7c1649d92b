import type { NodeRecord } from "../../../src/domain/journal/node-record.ts";
import { enclosing, stepPath } from "../../../src/domain/journal/path.ts";
import type { Recorded } from "../../../src/domain/journal/record.ts";

/*
 * SIGKILL keeps the page cache and may come where it does no harm; a power cut does not. This reads in a trace what was
 * written to the journals, when it was synced, what was started and what was told: nothing may rest on what a power cut
 * at that moment would have taken.
 */

type Node = Recorded<NodeRecord>;

/** What was not durable when something rested on it, one line each; [] if nothing. */
export function outOfOrder(trace: string): string[] {
  const problems = new Set<string>();
  const written = new Map<string, Node[]>();
  const durable = new Map<string, Node[]>();
  const consumers = consumersIn(trace);
  const has = (path: string, type: string, attempt?: number) =>
    (durable.get(path) ?? []).some(
      (one) => one.type === type && (attempt === undefined || ("attempt" in one && one.attempt === attempt)),
    );
  for (const line of trace.split("\n")) {
    const [, word, rest = ""] = /^# (wrote|synced|spawned|said) (.*)$/.exec(line) ?? [];
    const saved = word === "said" ? /^SAVED (.*)$/.exec(rest)?.[1] : undefined;
    const journal = rest.split(" ")[0]!;
    if (word === "wrote") {
      written.set(journal, [...(written.get(journal) ?? []), JSON.parse(rest.slice(journal.length + 1))]);
    }
    if (word === "synced") {
      for (const one of written.get(journal) ?? []) {
        durable.set(one.path, [...(durable.get(one.path) ?? []), one]);
      }
      written.delete(journal);
    }
    if (word === "spawned" && !/^(story\[|undefined)/.test(rest)) {
      const path = rest.slice(0, rest.lastIndexOf("#"));
      const attempt = Number(rest.slice(path.length + 1));
      if (!has(path, "intent", attempt)) problems.add(`${rest} was started before its intent was durable`);
      for (const needed of consumers.get(rest) ?? []) {
        if (!has(needed, "done")) problems.add(`${rest} was started before ${needed} was durable`);
      }
    }
    if (saved !== undefined && !has(saved, "done")) problems.add(`${saved} was told before it was durable`);
  }
  return [...problems];
}

/** For each attempt what it is made of, and for a child's steps what that was given: the paths of other nodes. */
function consumersIn(trace: string): ReadonlyMap<string, readonly string[]> {
  const done = new Map<string, Extract<NodeRecord, { type: "done" }>>();
  for (const [, json] of trace.matchAll(/^# wrote \S+ (\{.*)$/gm)) {
    const record = JSON.parse(json!) as Node;
    if (record.type === "done") done.set(`${record.path}#${record.attempt}`, record);
  }
  return new Map(
    [...done].map(([attempt, { path, consumed = {} }]) => [
      attempt,
      Object.entries(consumed).flatMap(([name, version]) => {
        const parent = parentOf(path);
        // Its being so is no record.
        if (/^(failed|skipped)\b/.test(version)) return [];
        if (!name.startsWith("inputs.")) return [stepPath(parent, name)];
        return version.split(" ").flatMap((of) => fromParent(parent, of.slice(0, of.lastIndexOf("@"))));
      }),
    ]),
  );
}

/** What an input of a child was made of: a step beside the child, or again an input. */
function fromParent(child: string, name: string): string[] {
  return name.startsWith("inputs.") ? [] : [stepPath(parentOf(child), name)];
}

/** The node whose step it is: of `each[1]/check`, that is `each[1]`; of `each[1]`, "". */
function parentOf(path: string): string {
  const own = path.replace(/\[[^\]]*\]$/, "");
  return enclosing(own)[0] ?? "";
}
