/** Exit codes, as scripts rely on them (docs/exit-codes.md is made from this table). */
export const ExitCode = {
  /** All that was asked is done, or there was nothing to do. */
  ok: 0,
  /** A step failed, or a story was blocked in this run by failures or rejections. */
  failed: 1,
  /** Wrong usage or configuration. */
  usage: 2,
  /** A person is needed: a gate, a question, a story blocked or broken earlier and in scope. */
  person: 3,
  /** Another run holds the lease. */
  leased: 4,
  /** No checkpoint, or none that can be used. */
  noCheckpoint: 5,
  /** Money, calls, the deadline or the wait ran out. */
  limit: 6,
  /** The state could not be saved. */
  notSaved: 7,
  sighup: 129,
  sigint: 130,
  sigterm: 143,
} as const;

export type ExitCode = (typeof ExitCode)[keyof typeof ExitCode];

const worstFirst: readonly ExitCode[] = [7, 130, 143, 129, 5, 4, 2, 1, 6, 3, 0];

/** The code that counts when several apply: 7, signals, 5, 4, 2, 1, 6, 3, 0. No codes at all is 0. */
export function worstExitCode(codes: Iterable<ExitCode>): ExitCode {
  const seen = new Set(codes);
  return worstFirst.find((code) => seen.has(code)) ?? ExitCode.ok;
}
