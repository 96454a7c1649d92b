/**
 * Whether a path (with `/`) matches one of the globs: `*` and `?` stay within a folder, `**` crosses them, a glob that
 * ends in `/` means everything below. Other characters mean themselves.
 */
export function matchesGlob(globs: readonly string[], path: string): boolean {
  return globs.some((glob) => toRegExp(glob).test(path));
}

function toRegExp(glob: string): RegExp {
  const whole = glob.replace(/^\.?\//, "").replace(/\/$/, "/**");
  const parts = whole.split(/(\*\*\/|\*\*|\*|\?)/).map((part) => {
    if (part === "**/") return "(?:.*/)?";
    if (part === "**") return ".*";
    if (part === "*") return "[^/]*";
    if (part === "?") return "[^/]";
    return part.replace(/[\\^$.+()[\]{}|]/g, "\\$&");
  });
  return new RegExp(`^${parts.join("")}$`, "s");
}
