/** What a platform sees of a process. `unseen`: there is none, or it is hidden from us. */
export type Sight =
  | { readonly state: "running"; readonly startTime: string }
  | { readonly state: "zombie" }
  | { readonly state: "unseen" };

/** What a platform can say about processes. Nothing here throws; each module says what it cannot promise. */
export interface IdentityPlatform {
  /** Differs after every start of the machine, unless start times alone tell boots apart; "" if it cannot be known. */
  bootId(): string;
  /** "" where the platform has no pid namespaces. */
  pidNamespace(): string;
  look(pid: number): Sight;
  /** Whether no other machine can write to the disk an existing folder (absolute, resolved) is on. */
  isLocalDisk(dir: string): boolean;
}
