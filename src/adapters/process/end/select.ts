import type { ProcessEntry } from "../platform/table.ts";

/**
 * The processes of an attempt among all: those that carry its token, its leader with the leader's group and session, and
 * every descendant of these. Never `self` nor one of its ancestors; zombies are left out, they have ended.
 * `leader` must be known to be the attempt's own process, not a later one with its number.
 */
export function selectAttempt(
  entries: readonly ProcessEntry[],
  self: number,
  leader?: number,
): ProcessEntry[] {
  const spared = withAncestors(entries, self);
  const led = leader !== undefined && leader > 1 && !spared.has(leader) ? leader : undefined;
  const chosen = new Map<number, ProcessEntry>();
  const children = byParent(entries);
  const waiting = entries.filter(
    (e) => e.carries || (led !== undefined && (e.pid === led || e.group === led || e.session === led)),
  );
  for (let entry = waiting.pop(); entry; entry = waiting.pop()) {
    if (chosen.has(entry.pid) || spared.has(entry.pid)) continue;
    chosen.set(entry.pid, entry);
    waiting.push(...(children.get(entry.pid) ?? []));
  }
  return [...chosen.values()].filter((e) => e.state !== "zombie");
}

/** All living descendants of a process, without itself. */
export function selectDescendants(entries: readonly ProcessEntry[], pid: number): ProcessEntry[] {
  const children = byParent(entries);
  const found = new Map<number, ProcessEntry>();
  const waiting = [...(children.get(pid) ?? [])];
  for (let entry = waiting.pop(); entry; entry = waiting.pop()) {
    if (entry.pid === pid || found.has(entry.pid)) continue;
    found.set(entry.pid, entry);
    waiting.push(...(children.get(entry.pid) ?? []));
  }
  return [...found.values()].filter((e) => e.state !== "zombie");
}

function byParent(entries: readonly ProcessEntry[]): Map<number, ProcessEntry[]> {
  const children = new Map<number, ProcessEntry[]>();
  for (const entry of entries) {
    const siblings = children.get(entry.parent);
    if (siblings) siblings.push(entry);
    else children.set(entry.parent, [entry]);
  }
  return children;
}

function withAncestors(entries: readonly ProcessEntry[], self: number): Set<number> {
  const parents = new Map(entries.map((e) => [e.pid, e.parent]));
  const found = new Set<number>();
  for (let pid: number | undefined = self; pid !== undefined && !found.has(pid); pid = parents.get(pid)) {
    found.add(pid);
  }
  return found;
}
