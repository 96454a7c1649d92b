/** Which texts give a secret away, in the many places it may have been taken apart. */

/** Shorter values are ordinary words too often: masking them would destroy text and protect nothing. */
export const shortest = 8;

/** The first and last lines of a key in PEM: everybody knows them. */
const armour = /^-----(BEGIN|END) [A-Z0-9 ]+-----$/;

/**
 * All that gives a secret away, 8 characters or more each: the value itself, as it was decoded (base64, `\n` in one line),
 * the texts and numbers in it where it is JSON, a URL's password, and each line.
 */
export function givingAway(secret: string): string[] {
  const found = new Set<string>();
  const waiting = [secret];
  // What is found is shorter than what it was found in, but for a few steps: so it ends.
  for (let value = waiting.pop(); value !== undefined; value = waiting.pop()) {
    if (value.length < shortest || found.has(value) || armour.test(value)) continue;
    found.add(value);
    waiting.push(value.trim(), ...decoded(value), ...leaves(value), ...lines(value), ...password(value));
  }
  return [...found];
}

function lines(value: string): string[] {
  return /[\r\n]/.test(value) ? value.split(/[\r\n]+/).map((line) => line.trim()) : [];
}

/** Of data in JSON, also several documents: every text and number that is no key. Invalid JSON has some, too. */
function leaves(value: string): string[] {
  if (!/^\s*["[{]/.test(value)) return [];
  const tokens = value.matchAll(/"((?:[^"\\]|\\.)*)"(\s*:)?|-?\d[\d.eE+-]*/gs);
  return [...tokens].flatMap(([token, text, colon]) =>
    colon === undefined ? [text === undefined ? token : unescaped(text)] : [],
  );
}

/** A value as those read it that decode it: `\n` in one line for lines, base64 for what it was made of. */
function decoded(value: string): string[] {
  const plain = value.includes("\\") ? [unescaped(value)] : [];
  const packed = value.replace(/\s+/g, "");
  if (packed.length < 2 * shortest || !/^[\w+/-]+={0,2}$/.test(packed)) return plain;
  try {
    const binary = atob(packed.replaceAll("-", "+").replaceAll("_", "/"));
    const text = utf8.decode(Uint8Array.from(binary, (char) => char.charCodeAt(0)));
    return /[^\P{Cc}\s]/u.test(text) ? plain : [...plain, text];
  } catch {
    return plain;
  }
}

const utf8 = new TextDecoder("utf-8", { fatal: true });

/** `postgres://user:password@host`. */
function password(value: string): string[] {
  const [, told] = /^[a-z][\w+.-]*:\/\/[^\s/@:]*:([^\s/@]+)@/i.exec(value) ?? [];
  if (told === undefined) return [];
  try {
    return [told, decodeURIComponent(told)];
  } catch {
    return [told];
  }
}

const escapes: Readonly<Record<string, string>> = { n: "\n", r: "\r", t: "\t", b: "\b", f: "\f" };

/** A text whose JSON escapes are read; what is no escape stays. */
function unescaped(text: string): string {
  return text.replace(/\\(?:u([0-9a-f]{4})|(["\\/nrtbf]))/gi, (_, code: string | undefined, char: string) =>
    code === undefined ? (escapes[char] ?? char) : String.fromCharCode(Number.parseInt(code, 16)),
  );
}
