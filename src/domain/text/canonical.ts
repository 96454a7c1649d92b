/**
 * The JSON text of plain data that hashes are made of: the same for the same data, whatever the order of its keys. The
 * keys of an object are sorted by code unit at every depth; everything else is as `JSON.stringify` gives it without
 * spaces: members that are undefined are dropped, an undefined item is null, as is a number that is none. `toJSON` is
 * not called. Throws TypeError for a bigint.
 */
export function canonicalJson(value: unknown): string {
  return written(value) ?? "null";
}

/** Undefined for what JSON cannot hold. */
function written(value: unknown): string | undefined {
  if (typeof value !== "object" || value === null) return JSON.stringify(value);
  if (Array.isArray(value)) return `[${value.map(canonicalJson).join(",")}]`;
  const members = value as Readonly<Record<string, unknown>>;
  let text = "";
  for (const key of Object.keys(members).sort()) {
    const member = written(members[key]);
    if (member !== undefined) text += `${text === "" ? "" : ","}${JSON.stringify(key)}:${member}`;
  }
  return `{${text}}`;
}
