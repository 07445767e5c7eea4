/** What the parser gives, as far as it is used. Lines count from 1, columns from 0. */
export interface Program {
  readonly body: readonly Statement[];
  readonly blockParams?: readonly string[];
}

export type Statement = Content | Mustache | Block | Partial | Other;

/** Comments, and what is refused: decorators, partials with a block. */
export interface Other {
  readonly type: 'CommentStatement' | 'Decorator' | 'DecoratorBlock' | 'PartialBlockStatement';
  readonly loc: Location;
}

export interface Place {
  readonly line: number;
  readonly column: number;
}

export interface Location {
  readonly start: Place;
  readonly end: Place;
}

export interface Content {
  readonly type: 'ContentStatement';
  readonly value: string;
}

export interface Call {
  readonly path: Expression;
  readonly params: readonly Expression[];
  readonly hash?: {
    readonly pairs: readonly { readonly key: string; readonly value: Expression }[];
  };
}

export interface Mustache extends Call {
  readonly type: 'MustacheStatement';
  readonly loc: Location;
}

export interface Block extends Call {
  readonly type: 'BlockStatement';
  readonly program?: Program | null;
  readonly inverse?: Program | null;
  readonly loc: Location;
}

export interface Partial extends Omit<Call, 'path'> {
  readonly type: 'PartialStatement';
  readonly name: Expression;
  readonly loc: Location;
}

export type Expression = Path | Sub | Literal;

export interface Path {
  readonly type: 'PathExpression';
  /** It begins with `@`. */
  readonly data: boolean;
  /** How many `../`. */
  readonly depth: number;
  readonly parts: readonly unknown[];
  readonly original: string;
}

export interface Sub extends Call {
  readonly type: 'SubExpression';
}

export interface Literal {
  readonly type:
    | 'StringLiteral'
    | 'NumberLiteral'
    | 'BooleanLiteral'
    | 'NullLiteral'
    | 'UndefinedLiteral';
  readonly value?: string | number | boolean;
}

export function pathName(expression: Expression): string {
  return expression.type === 'PathExpression' ? expression.original : '';
}

export function pairsOf({ hash }: Pick<Call, 'hash'>): readonly {
  readonly key: string;
  readonly value: Expression;
}[] {
  return hash?.pairs ?? [];
}
