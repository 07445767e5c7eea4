import type { Value } from './value.ts';

/** Names that a text has set, inside one another. */
export class Scope {
  readonly values: Map<string, Value> = new Map();
  private readonly outer: Scope | undefined;

  constructor(outer?: Scope) {
    this.outer = outer;
  }

  /** The scope that holds a name. */
  holding(name: string): Scope | undefined {
    if (this.values.has(name)) return this;
    return this.outer?.holding(name);
  }
}
