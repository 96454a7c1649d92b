/**
 * Whether a path (with `/`) matches one of the globs: `*` and `?` stay within a folder, `**` crosses them, a glob that
 * ends in `/` means everything below. Other characters mean themselves. Takes time in proportion to glob times path:
 * agents choose the names of files.
 */
export function matchesGlob(globs: readonly string[], path: string): boolean {
  return globs.some((glob) => matches(partsOf(glob), path));
}

/** `**` + `/` also stands for nothing: `**` + `/ci.yml` matches `ci.yml`. */
function partsOf(glob: string): string[] {
  const whole = glob.replace(/^\.?\//, "").replace(/\/$/, "/**");
  return whole.match(/\*\*\/|\*\*|\*|\?|[^*?]/g) ?? [];
}

/** Walks the path once for each part, with the set of places that the parts so far can have reached. */
function matches(parts: readonly string[], path: string): boolean {
  let reached = new Set([0]);
  for (const part of parts) {
    const next = new Set<number>();
    // A part that may take any length is carried on from the first place it can begin at.
    let open = false;
    for (let at = 0; at <= path.length; at++) {
      const here = reached.has(at);
      const before = path[at - 1];
      if (part === "**") open ||= here;
      else if (part === "*") open = here || (open && before !== "/");
      else if (part === "**/") open ||= here;
      else if (here && at < path.length && (part === "?" ? path[at] !== "/" : path[at] === part))
        next.add(at + 1);
      if (part === "**/" ? here || (open && before === "/") : open) next.add(at);
    }
    reached = next;
  }
  return reached.has(path.length);
}
