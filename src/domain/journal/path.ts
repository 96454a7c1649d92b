/**
 * A node's path is its identity: step ids from the outermost on, an item's key in brackets behind its step:
 * `process-items[4]/check`. It is computed, never stored elsewhere, so that a child is found again wherever its parent
 * finds itself.
 */

/** What would be read as the path's own signs, or never belongs on a terminal. */
const reserved = /[\]/#~%\p{Cc}\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/gu;

/** An item's key as it stands in a path. */
export function encodeKey(key: string): string {
  return key.replace(reserved, encodeURIComponentFully);
}

function encodeURIComponentFully(char: string): string {
  const bytes = new TextEncoder().encode(char);
  return [...bytes].map((byte) => `%${byte.toString(16).toUpperCase().padStart(2, "0")}`).join("");
}

/** The path of a step within the workflow at `parent`; "" is the run's own. */
export function stepPath(parent: string, id: string): string {
  return parent === "" ? id : `${parent}/${id}`;
}

/** The path of an item; its key is encoded already. */
export function itemPath(step: string, key: string): string {
  return `${step}[${key}]`;
}

/** One part of a path. */
export interface Segment {
  readonly id: string;
  /** Encoded; undefined where the part is no item. */
  readonly key?: string;
}

/** The parts of a path; undefined for what is none. */
export function segmentsOf(path: string): Segment[] | undefined {
  const segments: Segment[] = [];
  // A key never holds `]`, `/` or `#`.
  for (const part of path.split("/")) {
    const [, id, key] = /^([A-Za-z_][\w-]*)(?:\[([^\]]*)\])?$/.exec(part) ?? [];
    if (id === undefined) return undefined;
    segments.push(key === undefined ? { id } : { id, key });
  }
  return segments;
}

/** The nodes that a node is part of, the nearest first: of `a[1]/b`, that is `a[1]` and `a`. */
export function enclosing(path: string): string[] {
  const found: string[] = [];
  for (let rest = path; rest !== ""; ) {
    const cut = rest.endsWith("]") ? keyAt(rest) : rest.lastIndexOf("/");
    rest = cut < 0 ? "" : rest.slice(0, cut);
    if (rest !== "") found.push(rest);
  }
  return found;
}

/** Where the brackets of an item's own key begin: a key may hold `[`, but no `/`, and a step's id neither. */
function keyAt(item: string): number {
  return item.indexOf("[", item.lastIndexOf("/") + 1);
}

/** A path, an attempt's too, as it is typed in a shell: brackets and what is in them would be the shell's. */
export function quotedPath(path: string): string {
  return /^[\w/#-]+$/.test(path) ? path : `'${path.replaceAll("'", `'\\''`)}'`;
}

/** Whether a node is this one, or part of it. */
export function isWithin(path: string, whole: string): boolean {
  return path === whole || path.startsWith(`${whole}/`) || path.startsWith(`${whole}[`);
}

/** By the path of their collections: the keys of all items that nodes are, or are part of. */
export function itemsOf(paths: readonly string[]): ReadonlyMap<string, ReadonlySet<string>> {
  const found = new Map<string, Set<string>>();
  for (const path of paths) {
    for (const node of [path, ...enclosing(path)]) {
      if (!node.endsWith("]")) continue;
      const cut = keyAt(node);
      const keys = found.get(node.slice(0, cut)) ?? new Set();
      found.set(node.slice(0, cut), keys.add(node.slice(cut + 1, -1)));
    }
  }
  return found;
}
