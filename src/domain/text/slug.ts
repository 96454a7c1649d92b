const longest = 60;
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
 * A file name for a title: lower-case ASCII letters, digits and single hyphens, 1 to 60 characters, never a name that
 * Windows reserves. A title without any such letter becomes `story`.
 */
export function slugOf(title: string): string {
  const plain = title
    .toLowerCase()
    .replace(/[ßæœøđðłþı]/g, (letter) => letters[letter] ?? "")
    .normalize("NFKD")
    .replace(/\p{M}|['’]/gu, "")
    .replace(/[^a-z0-9]+/g, "-")
    .replace(/^-|-$/g, "");
  const slug = shorten(plain) || "story";
  return reserved.test(slug) ? `${slug}-story` : slug;
}

/** `slug` with a number that keeps it apart from others of the same title; still 60 characters at most. */
export function numberedSlug(slug: string, number: number): string {
  const end = `-${number}`;
  return slug.slice(0, longest - end.length).replace(/-$/, "") + end;
}

/** Cut between words where that leaves most of it. */
function shorten(text: string): string {
  if (text.length <= longest) return text;
  const at = text.lastIndexOf("-", longest);
  return text.slice(0, at > longest / 2 ? at : longest).replace(/-$/, "");
}
