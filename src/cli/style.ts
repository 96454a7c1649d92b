const codes = { bold: 1, dim: 2, red: 31, green: 32, yellow: 33, cyan: 36 } as const;

/** Colours a text, or leaves it as it is. Ten lines instead of a package: reading commands must start at once. */
export type Style = Readonly<Record<keyof typeof codes, (text: string) => string>>;

/** The styles of a terminal, or, where `color` is false, none. */
export function styles(color: boolean): Style {
  const entries = Object.entries(codes).map(([name, code]) => [
    name,
    (text: string) => (color && text !== "" ? `\u001b[${code}m${text}\u001b[0m` : text),
  ]);
  return Object.fromEntries(entries) as Style;
}
