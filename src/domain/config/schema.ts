/**
 * A description of data that people write (config, workflow files). One description drives validation, defaults, the
 * JSON Schema for editors and the table in the docs, so that they cannot disagree.
 */
export type Schema =
  | TextSchema
  | DurationSchema
  | NumberSchema
  | BooleanSchema
  | ChoiceSchema
  | ValueSchema
  | ListSchema
  | MapSchema
  | ObjectSchema
  | VariantSchema;

interface Described {
  /** One or two sentences for editors and docs. */
  readonly description: string;
}

/** What a text must look like, and how to say so: "must be {says}". */
export interface TextRule {
  readonly pattern: string;
  readonly says: string;
}

/** A text; not empty unless `empty`. */
export interface TextSchema extends Described {
  readonly kind: "text";
  readonly rule?: TextRule;
  readonly empty?: boolean;
}

/** A text such as `60m` in the file, milliseconds afterwards. Bounds are durations too. */
export interface DurationSchema extends Described {
  readonly kind: "duration";
  /** A bare number is taken too, as seconds. */
  readonly seconds?: true;
  readonly min: string;
  readonly max: string;
  readonly default?: string;
}

export interface NumberSchema extends Described {
  readonly kind: "number";
  readonly whole?: boolean;
  readonly min?: number;
  /** Exclusive lower bound. */
  readonly above?: number;
  readonly max: number;
  readonly default?: number;
}

export interface BooleanSchema extends Described {
  readonly kind: "boolean";
}

/** One of some words. */
export interface ChoiceSchema extends Described {
  readonly kind: "choice";
  readonly of: readonly string[];
  readonly default?: string;
}

/** Any data of some kinds, kept as it is; without `of`, any data at all. */
export interface ValueSchema extends Described {
  readonly kind: "value";
  readonly of?: readonly ValueKind[];
}

export type ValueKind = "text" | "number" | "boolean" | "null" | "list" | "object";

export interface ListSchema extends Described {
  readonly kind: "list";
  readonly of: Schema;
  readonly min?: number;
  /** One entry may stand without its brackets. */
  readonly single?: true;
  readonly default?: readonly string[];
}

/** Keys that the user names. Absent: `{}`. */
export interface MapSchema extends Described {
  readonly kind: "map";
  /** What the docs call a key: `<name>`. */
  readonly key: string;
  readonly names?: readonly string[];
  readonly rule?: TextRule;
  readonly of: Schema;
}

/** Fixed keys. Absent: an object of its keys' defaults, unless `optional`. */
export interface ObjectSchema extends Described {
  readonly kind: "object";
  readonly keys: Readonly<Record<string, Schema>>;
  readonly required?: readonly string[];
  readonly optional?: boolean;
}

/** An object whose `by` key says which of several shapes it has. */
export interface VariantSchema extends Described {
  readonly kind: "variant";
  readonly by: string;
  /** In a map the keys that say it themselves, where `by` is absent: a shape's own name. */
  readonly implied?: readonly string[];
  readonly of: Readonly<Record<string, ObjectSchema>>;
}

/** Keys and indices from the root of the data. */
export type Path = readonly (string | number)[];

/** One thing that is wrong in the data, and how to mend it. */
export interface Finding {
  readonly path: Path;
  /** Where in the text that stands there: the offset of a character. */
  readonly at?: number;
  readonly message: string;
  readonly fix: string;
}

/** A path as people write it: `agents.mine.command[0]`, `actions["my step"].model`; "" for the root. */
export function formatPath(path: Path): string {
  return path
    .map((part, at) => {
      if (typeof part === "number") return `[${part}]`;
      if (!/^[\w$-]+$/.test(part)) return `[${JSON.stringify(part)}]`;
      return at === 0 ? part : `.${part}`;
    })
    .join("");
}
