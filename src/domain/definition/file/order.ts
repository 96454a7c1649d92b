/** What the order of steps depends on. */
export interface OrderedStep {
  readonly id: string;
  /** Absent: all steps that stand before it. */
  readonly needs?: readonly string[];
}

/**
 * Which steps of a list have come to their end before others start: in order, unless `needs` says otherwise. Names in
 * `needs` that are not in the list are left out; of equal ids the first counts.
 */
export class StepOrder {
  readonly #steps: readonly OrderedStep[];
  readonly #index = new Map<string, number>();
  readonly #before = new Map<number, ReadonlySet<number>>();

  constructor(steps: readonly OrderedStep[]) {
    this.#steps = steps;
    for (const [at, { id }] of steps.entries()) if (!this.#index.has(id)) this.#index.set(id, at);
  }

  /** Whether the step named `id` has always ended when the step at `at` starts. */
  endsBefore(id: string, at: number): boolean {
    const index = this.#index.get(id);
    if (index === undefined || index === at) return false;
    if (this.#steps[at]?.needs === undefined && index < at) return true;
    return this.#allBefore(at).has(index);
  }

  /** The ids it waits for, without those that another of them waits for already. */
  direct(at: number): string[] {
    const waits = this.#waitsFor(at);
    const further = this.#reached(waits);
    return waits.filter((index) => !further.has(index)).map((index) => this.#steps[index]!.id);
  }

  /** Steps that wait for each other, each circle once and in its order: the first waits for the second. */
  circles(): number[][] {
    const circles: number[][] = [];
    const ended = new Set<number>();
    for (;;) {
      this.#endAll(ended);
      const start = this.#steps.findIndex((_, at) => !ended.has(at));
      if (start < 0) return circles;
      const circle = this.#circleFrom(start, ended);
      circles.push(circle);
      for (const at of circle) ended.add(at);
    }
  }

  /** Ends whatever can end. */
  #endAll(ended: Set<number>): void {
    const waiting = new Map<number, number>();
    const dependents = new Map<number, number[]>();
    const ready: number[] = [];
    for (const [at, { needs }] of this.#steps.entries()) {
      if (needs === undefined || ended.has(at)) continue;
      const open = this.#waitsFor(at).filter((index) => !ended.has(index));
      for (const index of open) dependents.set(index, [...(dependents.get(index) ?? []), at]);
      waiting.set(at, open.length);
      if (open.length === 0) ready.push(at);
    }
    // All before this one have ended.
    let first = 0;
    for (;;) {
      while (ended.has(first)) first++;
      const inOrder = this.#steps[first] && this.#steps[first]?.needs === undefined ? first : undefined;
      const next = ready.pop() ?? inOrder;
      if (next === undefined) return;
      ended.add(next);
      for (const at of dependents.get(next) ?? []) {
        const left = waiting.get(at)! - 1;
        waiting.set(at, left);
        if (left === 0) ready.push(at);
      }
    }
  }

  /** What has not ended waits for something that has not either: following that leads into a circle. */
  #circleFrom(start: number, ended: ReadonlySet<number>): number[] {
    const way: number[] = [];
    const place = new Map<number, number>();
    let at = start;
    while (!place.has(at)) {
      place.set(at, way.length);
      way.push(at);
      at = this.#waitsFor(at).find((index) => !ended.has(index)) ?? at;
    }
    return way.slice(place.get(at));
  }

  #allBefore(at: number): ReadonlySet<number> {
    const known = this.#before.get(at) ?? this.#reached([at]);
    this.#before.set(at, known);
    return known;
  }

  /** Everything that these wait for, at any remove. */
  #reached(from: readonly number[]): Set<number> {
    const found = new Set<number>();
    const open = [...from];
    const add = (index: number) => {
      if (found.has(index)) return;
      found.add(index);
      open.push(index);
    };
    // Of a list in order, all before this one are found already: each is looked at once.
    let known = 0;
    for (let next = open.pop(); next !== undefined; next = open.pop()) {
      if (this.#steps[next]?.needs) this.#waitsFor(next).forEach(add);
      else for (; known < next; known++) add(known);
    }
    return found;
  }

  #waitsFor(at: number): number[] {
    const { needs } = this.#steps[at]!;
    if (needs === undefined) return [...this.#steps.keys()].slice(0, at);
    return [...new Set(needs.flatMap((id) => this.#index.get(id) ?? []))];
  }
}
