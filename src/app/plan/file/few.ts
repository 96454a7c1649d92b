/** Nodes that are named one by one. */
const most = 20;

/** The first of many names, and how many more there are. */
export function few(names: readonly string[]): string[] {
  return names.length <= most ? [...names] : [...names.slice(0, most), `and ${names.length - most} more`];
}

/** As `few`, in one text. */
export function fewText(names: readonly string[]): string {
  const more = names.length > most ? ` and ${names.length - most} more` : "";
  return `${names.slice(0, most).join(", ")}${more}`;
}
