import type { LeaseStanding } from "../../../engine/ports/lease.ts";

/** Who works here now, for people; undefined when nobody does, or the holder is certainly dead. */
export function holderText({ state, owner, heartbeat }: LeaseStanding): string | undefined {
  if (state !== "held" && state !== "unknown") return undefined;
  if (!owner) return "held by a process that cannot be judged (--take-over, if it is dead)";
  const { host, pid, since } = owner;
  const life = heartbeat ? `, last sign of life ${heartbeat}` : "";
  const doubt = state === "unknown" ? " (cannot be judged from here; --take-over, if it is dead)" : "";
  return `held by process ${pid} on ${host} since ${since}${life}${doubt}`;
}
