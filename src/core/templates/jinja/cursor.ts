import { TemplateFault } from '../limits.ts';
import type { Token } from './lexer.ts';

/** Brackets and operators inside each other; deeper than anybody writes. */
const deepest = 60;

/** Goes through the tokens of one tag. */
export class Cursor {
  private readonly tokens: readonly Token[];
  private at = 0;
  private depth = 0;

  /** The last token is the tag's end. */
  constructor(tokens: readonly Token[]) {
    this.tokens = tokens;
  }

  get token(): Token {
    return this.tokens[this.at] ?? { kind: 'end', value: '', start: 0, end: 0 };
  }

  /** The end of what was taken last. */
  get taken(): number {
    return this.tokens[this.at - 1]?.end ?? this.token.start;
  }

  next(): Token {
    const { token } = this;
    if (token.kind !== 'end') this.at += 1;
    return token;
  }

  is(...values: readonly string[]): boolean {
    const { kind, value } = this.token;
    return (kind === 'sign' || kind === 'name') && values.includes(value);
  }

  /** Takes it if it stands here. */
  takes(...values: readonly string[]): boolean {
    if (!this.is(...values)) return false;
    this.at += 1;
    return true;
  }

  expect(value: string): void {
    if (!this.takes(value)) this.unexpected(`"${value}" is expected`);
  }

  name(): string {
    if (this.token.kind !== 'name') this.unexpected('a name is expected');
    return this.next().value;
  }

  end(): void {
    if (this.token.kind !== 'end') this.unexpected('the tag is to end');
  }

  unexpected(wanted: string): never {
    const { kind, value, start } = this.token;
    const found = kind === 'end' ? 'the end of the tag' : `"${value.slice(0, 40)}"`;
    throw new TemplateFault(`Here ${wanted}, and ${found} stands there.`, start);
  }

  within<T>(work: () => T): T {
    this.depth += 1;
    if (this.depth > deepest)
      throw new TemplateFault('The tag is nested too deep.', this.token.start);
    const result = work();
    this.depth -= 1;
    return result;
  }
}
