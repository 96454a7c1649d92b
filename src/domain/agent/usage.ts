export interface Usage {
  readonly inputTokens?: number;
  readonly outputTokens?: number;
  /** USD. `null`: the agent reports none; never invented. */
  readonly costUsd: number | null;
}

/** What two uses come to; a cost that neither tells is unknown. */
export function sumUsage(a: Usage | undefined, b: Usage | undefined): Usage {
  const add = (x: number | null | undefined, y: number | null | undefined) =>
    x == null && y == null ? undefined : (x ?? 0) + (y ?? 0);
  const [inputTokens, outputTokens] = [
    add(a?.inputTokens, b?.inputTokens),
    add(a?.outputTokens, b?.outputTokens),
  ];
  return {
    ...(inputTokens === undefined ? {} : { inputTokens }),
    ...(outputTokens === undefined ? {} : { outputTokens }),
    costUsd: add(a?.costUsd, b?.costUsd) ?? null,
  };
}
