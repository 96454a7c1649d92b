import type { Usage } from "../agent/usage.ts";
import type { NodeRecord } from "./node-record.ts";
import type { BoundKind } from "./story-record.ts";

export type RunStatus = "running" | "interrupted" | "failed" | "waiting" | "limited" | "done" | "abandoned";

export type RunScope =
  | { readonly kind: "board" }
  | { readonly kind: "epic"; readonly epic: string }
  | { readonly kind: "story"; readonly storyId: string }
  | { readonly kind: "workflow"; readonly file: string };

/** The journal of a run: its scope and options, its own nodes, and which attempts it caused. */
export type RunRecord = NodeRecord | RunEventRecord;

type RunEventRecord = { readonly path: string } & (
  | {
      readonly type: "run-started";
      readonly runId: string;
      readonly scope: RunScope;
      readonly options: Readonly<Record<string, unknown>>;
      readonly workflow: { readonly name: string; readonly hash: string };
      readonly toolVersion: string;
    }
  | {
      readonly type: "run-continued";
      readonly options: Readonly<Record<string, unknown>>;
      readonly toolVersion: string;
      readonly workflow: { readonly name: string; readonly hash: string };
    }
  | {
      readonly type: "caused";
      readonly storyId: string;
      readonly storyPath: string;
      readonly action: string;
      readonly attempt: number;
      readonly agent: string;
    }
  | {
      readonly type: "ended";
      readonly storyId: string;
      readonly storyPath: string;
      readonly action: string;
      readonly attempt: number;
      readonly outcome: "done" | "rejected" | "failed" | "asked" | "interrupted";
      readonly usage: Usage;
      readonly durationMs: number;
      readonly storyHash: string;
    }
  | {
      readonly type: "story-blocked";
      readonly storyId: string;
      readonly reason: string;
      readonly bound?: BoundKind;
    }
  | {
      readonly type: "run-ended";
      readonly status: RunStatus;
      readonly exitCode: number;
      readonly reason: string;
    }
);
