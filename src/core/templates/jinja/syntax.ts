/** What a Jinja text is made of. Offsets count UTF-16 units of the text. */
export type Node =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'output'; readonly value: Expression }
  | {
      readonly kind: 'if';
      readonly branches: readonly { readonly when: Expression; readonly body: readonly Node[] }[];
      readonly otherwise: readonly Node[];
    }
  | {
      readonly kind: 'for';
      readonly targets: readonly string[];
      readonly over: Expression;
      readonly filter: Expression | undefined;
      readonly body: readonly Node[];
      readonly otherwise: readonly Node[];
    }
  | { readonly kind: 'set'; readonly targets: readonly string[]; readonly value: Expression }
  /** `{% set part.of = … %}` of a namespace. */
  | {
      readonly kind: 'setPart';
      readonly name: string;
      readonly part: string;
      readonly value: Expression;
    }
  /** `filters` are applied to a value of this name, which stands for the body. */
  | {
      readonly kind: 'capture';
      readonly target: string | undefined;
      readonly value: Expression;
      readonly body: readonly Node[];
    }
  | {
      readonly kind: 'with';
      readonly sets: readonly { readonly name: string; readonly value: Expression }[];
      readonly body: readonly Node[];
    }
  | MacroNode
  | { readonly kind: 'call'; readonly call: Expression; readonly caller: MacroNode }
  | {
      readonly kind: 'include';
      readonly names: readonly string[];
      readonly mayBeMissing: boolean;
      readonly start: number;
    }
  | { readonly kind: 'break' | 'continue' };

export interface MacroNode {
  readonly kind: 'macro';
  readonly name: string;
  readonly parameters: readonly {
    readonly name: string;
    readonly default: Expression | undefined;
  }[];
  readonly body: readonly Node[];
}

export interface Span {
  readonly start: number;
  readonly end: number;
}

export type Expression =
  | { readonly kind: 'literal'; readonly value: string | number | boolean | null }
  | (Span & { readonly kind: 'name'; readonly name: string })
  | { readonly kind: 'list'; readonly items: readonly Expression[] }
  | {
      readonly kind: 'dict';
      readonly entries: readonly { readonly key: Expression; readonly value: Expression }[];
    }
  | (Span & { readonly kind: 'member'; readonly of: Expression; readonly key: Expression })
  | {
      readonly kind: 'slice';
      readonly of: Expression;
      readonly parts: readonly (Expression | undefined)[];
    }
  | (Span & { readonly kind: 'call'; readonly of: Expression; readonly given: Arguments })
  | (Span & {
      readonly kind: 'filter';
      readonly of: Expression;
      readonly name: string;
      readonly given: Arguments;
    })
  | (Span & {
      readonly kind: 'test';
      readonly of: Expression;
      readonly name: string;
      readonly given: Arguments;
      readonly isNegated: boolean;
    })
  | { readonly kind: 'not' | 'minus' | 'plus'; readonly of: Expression }
  | {
      readonly kind: 'binary';
      readonly operator: string;
      readonly left: Expression;
      readonly right: Expression;
    }
  | {
      readonly kind: 'choice';
      readonly when: Expression;
      readonly met: Expression;
      readonly otherwise: Expression | undefined;
    };

export interface Arguments {
  readonly plain: readonly Expression[];
  readonly named: readonly { readonly name: string; readonly value: Expression }[];
}
