/** Calls of functions that are not ours. After the first that throws none is made any more. */
export class Calls {
  #failure: { readonly error: unknown } | undefined;
  readonly #onFailure: () => void;

  constructor(onFailure: () => void) {
    this.#onFailure = onFailure;
  }

  /** Makes a call, and awaits it. Never rejects: what it throws is kept, and `onFailure` is called. */
  async make(call: () => void | Promise<void>): Promise<void> {
    if (this.#failure) return;
    try {
      await call();
    } catch (error) {
      this.#failure ??= { error };
      this.#onFailure();
    }
  }

  /** Throws what a call threw, if any did. */
  rethrow(): void {
    if (this.#failure) throw this.#failure.error;
  }
}
