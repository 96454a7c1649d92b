/** One measured number, and the most it should be. */
export interface Measured {
  readonly name: string;
  readonly value: number;
  /** `x` is a ratio to a floor measured in the same run. */
  readonly unit: "x" | "s" | "MiB" | "KiB";
  readonly target: number;
  /** What was divided by what, with the absolute numbers. */
  readonly detail: string;
}

/** Whether it is within its target. */
export const reached = (measured: Measured): boolean => measured.value <= measured.target;

/** The measurements as a table for people. */
export function table(all: readonly Measured[]): string {
  const rows = all.map((one) => [
    reached(one) ? "✓" : "✗",
    one.name,
    `${one.value.toFixed(2)} ${one.unit}`,
    `≤ ${one.target} ${one.unit}`,
    one.detail,
  ]);
  const widths = [0, 1, 2, 3, 4].map((column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
  return rows
    .map((row) =>
      row
        .map((cell, column) => cell.padEnd(widths[column] ?? 0))
        .join("  ")
        .trimEnd(),
    )
    .join("\n");
}

/** `42 ms` */
export const ms = (value: number): string => `${value < 10 ? value.toFixed(2) : Math.round(value)} ms`;
