/** The arguments that have a program go on in a session; an id that looks like a flag is kept from being one. */
export function sessionArguments(flag: string, id: string | undefined): string[] {
  if (id === undefined) return [];
  return id.startsWith("-") ? [`${flag}=${id}`] : [flag, id];
}
