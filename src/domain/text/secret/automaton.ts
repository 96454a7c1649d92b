import type { Search } from "./search.ts";

const { imul } = Math;

/**
 * Looks for many texts at once (Aho and Corasick): of those that end at the same character the longest is found, which the
 * others are part of.
 */
export function wholeTexts(texts: readonly string[]): Search {
  if (texts.length === 0) return () => {};
  const trie = trieOf([...new Set(texts)]);
  return (codes, found) => {
    let node = root;
    for (let i = 0; i < codes.length; i++) {
      node = next(trie, node, codes[i]!);
      const length = trie.longest[node]!;
      if (length > 0) found(i + 1 - length, i + 1);
    }
  };
}

/** All beginnings of the texts, a node each, in one open table: an object for each would cost far more. */
interface Trie {
  /** The longest text that ends at a node; 0: none does. */
  readonly longest: Int32Array;
  readonly parents: Int32Array;
  readonly codes: Uint16Array;
  /** Where it goes on from a node that has no such child: the node of its longest proper end. */
  readonly back: Int32Array;
  /** Nodes by their parent and code. */
  readonly table: Int32Array;
  /** What texts begin with: most characters are not. */
  readonly first: Uint8Array;
}

const root = 0;

function trieOf(texts: readonly string[]): Trie {
  const most = texts.reduce((sum, text) => sum + text.length, 1);
  const numbers = () => new Int32Array(most);
  const table = new Int32Array(1 << Math.ceil(Math.log2(2 * most + 2)));
  const [codes, first, depths] = [new Uint16Array(most), new Uint8Array(1 << 16), numbers()];
  const trie = { longest: numbers(), parents: numbers(), codes, back: numbers(), table, first };
  let count = 1;
  for (const text of texts) {
    let node = root;
    for (let i = 0; i < text.length; i++) {
      const code = text.charCodeAt(i);
      const at = place(trie, node, code);
      if (table[at] === 0) {
        trie.parents[count] = node;
        codes[count] = code;
        depths[count] = i + 1;
        table[at] = count++;
        if (node === root) first[code] = 1;
      }
      node = table[at]!;
    }
    trie.longest[node] = text.length;
  }
  link(
    trie,
    Int32Array.from({ length: count - 1 }, (_, i) => i + 1).sort((a, b) => depths[a]! - depths[b]!),
  );
  return trie;
}

/** Notes where each node goes on from. `nodes`: all but the root, those with the fewest characters first. */
function link(trie: Trie, nodes: Int32Array): void {
  const { parents, codes, back, longest } = trie;
  for (const node of nodes) {
    const parent = parents[node]!;
    back[node] = parent === root ? root : next(trie, back[parent]!, codes[node]!);
    if (longest[node] === 0) longest[node] = longest[back[node]!]!;
  }
}

/** The node after one more character. */
function next(trie: Trie, from: number, code: number): number {
  let node = from;
  while (node !== root) {
    const child = trie.table[place(trie, node, code)]!;
    if (child !== root) return child;
    node = trie.back[node]!;
  }
  return trie.first[code] === 1 ? trie.table[place(trie, root, code)]! : root;
}

/** Where in the table a node's child is, or would be. */
function place({ table, parents, codes }: Trie, parent: number, code: number): number {
  const mixed = imul(imul(parent, 0x9e3779b1) ^ code, 0x85ebca6b);
  let at = (mixed ^ (mixed >>> 15)) & (table.length - 1);
  for (let node = table[at]!; node !== 0; node = table[at]!) {
    if (parents[node] === parent && codes[node] === code) break;
    at = (at + 1) & (table.length - 1);
  }
  return at;
}
