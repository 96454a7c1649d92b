/** What to give to `spawn`, or why there is nothing to start. */
export type Startable =
  | { readonly file: string; readonly args: readonly string[]; readonly verbatim?: boolean }
  | { readonly missing: string };
