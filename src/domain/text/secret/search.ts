/** Many texts looked for at once, in time that grows with the text alone, whatever the text. */

/** Tells where something was found: from a character up to another. */
export type Found = (start: number, end: number) => void;

/** Looks for something in a text. */
export type Search = (codes: Uint16Array, found: Found) => void;

const { imul } = Math;
const factor = 0x01000193;

/** Calls `at` with the hash of every `width` characters in a row, and where they begin. */
function eachHash(codes: Uint16Array, width: number, at: (hash: number, start: number) => void): void {
  let out = 1;
  for (let i = 1; i < width; i++) out = imul(out, factor);
  let hash = 0;
  for (let i = 0; i < codes.length; i++) {
    if (i >= width) hash = (hash - imul(codes[i - width]!, out)) | 0;
    hash = (imul(hash, factor) + codes[i]!) | 0;
    if (i >= width - 1) at(hash, i - width + 1);
  }
}

/** What may be in a table of hashes: most hashes are not. */
function sieve() {
  const bits = new Uint8Array(1 << 16);
  const place = (hash: number) => (hash ^ (hash >>> 16)) & 0xffff;
  return {
    add(hash: number) {
      bits[place(hash)] = 1;
    },
    may: (hash: number) => bits[place(hash)] === 1,
  };
}

/** Looks for any `width` characters in a row of any of the texts. */
export function anyPieces(texts: readonly string[], width: number): Search {
  const sources = texts.map(codesOf);
  const byHash = new Map<number, readonly [source: Uint16Array, at: number]>();
  const known = sieve();
  for (const source of sources) {
    eachHash(source, width, (hash, at) => {
      known.add(hash);
      if (!byHash.has(hash)) byHash.set(hash, [source, at]);
    });
  }
  return (codes, found) => {
    if (byHash.size === 0) return;
    eachHash(codes, width, (hash, start) => {
      const [source, at] = (known.may(hash) && byHash.get(hash)) || [undefined, 0];
      if (!source) return;
      for (let i = 0; i < width; i++) if (source[at + i] !== codes[start + i]) return;
      found(start, start + width);
    });
  };
}

function codesOf(text: string): Uint16Array {
  const codes = new Uint16Array(text.length);
  for (let i = 0; i < text.length; i++) codes[i] = text.charCodeAt(i);
  return codes;
}
