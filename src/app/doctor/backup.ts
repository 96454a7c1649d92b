/** Where the doctor keeps what a file was before a repair: beside it, ignored by git. */
export function backupName(file: string, now: Date): string {
  return `${file}.bak-${now.toISOString().replace(/[-:]|\.\d+/g, "")}`;
}
