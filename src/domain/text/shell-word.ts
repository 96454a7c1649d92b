/** A text as one word of a command that people type into a shell: quoted only where it must be. */
export function shellWord(text: string): string {
  return /^[\p{L}\p{N}\p{M}_./@%+:,=-]+$/u.test(text) && !text.startsWith("=")
    ? text
    : `'${text.replaceAll("'", `'\\''`)}'`;
}

/**
 * A story's name as an argument of our own commands: as `shellWord`, and one that begins with a hyphen after the `--` that
 * says that it is no option.
 */
export function storyWord(slug: string): string {
  return slug.startsWith("-") ? `-- ${shellWord(slug)}` : shellWord(slug);
}

/** `--story <slug>`, as people type it. */
export function storyOption(slug: string): string {
  return slug.startsWith("-") ? `--story=${shellWord(slug)}` : `--story ${shellWord(slug)}`;
}
