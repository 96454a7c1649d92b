import { byteLength } from "./names.ts";

const longest = 60;
/** Names of files count in bytes, 143 at most on some encrypted disks, and temporary ones are longer. */
const mostBytes = 120;
const reserved = /^(?:con|prn|aux|nul|com\d|lpt\d)$/;

/** Letters that Unicode does not take apart into a base letter and its mark. */
const letters: Readonly<Record<string, string>> = {
  ß: "ss",
  æ: "ae",
  œ: "oe",
  ø: "o",
  đ: "d",
  ð: "d",
  ł: "l",
  þ: "th",
  ı: "i",
};

/**
 * A file name for a title: lower-case letters of any script, the Latin ones without their marks, digits and single
 * hyphens, 1 to 60 characters and 120 bytes at most, never a name that Windows reserves. A title without any letter or
 * digit becomes `story`.
 */
export function slugOf(title: string): string {
  const plain = title
    .toLowerCase()
    .replace(/[ßæœøđðłþı]/g, (letter) => letters[letter] ?? "")
    .normalize("NFKD")
    .toLowerCase()
    .replace(/([a-z])\p{M}+/gu, "$1")
    .replace(/['’]/g, "")
    .normalize("NFC")
    .replace(/[^\p{L}\p{N}\p{M}]+/gu, "-")
    .replace(/(^|-)\p{M}+/gu, "$1")
    .replace(/-{2,}/g, "-")
    .replace(/^-|-$/g, "");
  const slug = shorten(plain) || "story";
  return reserved.test(slug) ? `${slug}-story` : slug;
}

/** `slug` with a number that keeps it apart from others of the same title; still as short. */
export function numberedSlug(slug: string, number: number): string {
  const end = `-${number}`;
  return cut(slug, longest - end.length, mostBytes - end.length).replace(/-$/, "") + end;
}

/** Cut between words where that leaves most of it. */
function shorten(text: string): string {
  const short = cut(text, longest, mostBytes);
  if (short === text) return text;
  const at = text[short.length] === "-" ? short.length : short.lastIndexOf("-");
  return text.slice(0, at > short.length / 2 ? at : short.length).replace(/-$/, "");
}

/** As many whole characters as fit. */
function cut(text: string, most: number, bytes: number): string {
  let short = "";
  for (const character of text) {
    if (short.length + character.length > most || byteLength(short + character) > bytes) break;
    short += character;
  }
  return short;
}
