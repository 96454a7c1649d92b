/**
 * When to kill, in milliseconds after the start, of runs that take about `wholeMs`. Multiples of the golden ratio fall
 * everywhere between a run's start and its end, however fast the machine is. Each is used once: one that comes when a
 * run is over would come too late again.
 */
export function* instants(wholeMs: number): Generator<number, never> {
  for (let n = 1; ; n++) yield ((n * 0.618034) % 1) * wholeMs;
}
