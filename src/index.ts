/** Placeholder of the public API. */
export {};
