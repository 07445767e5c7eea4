/**
 * All runs of tokens of one text (a suffix automaton, Blumer 1985): finds the longest run that starts at a place of
 * another text and is somewhere in this one. Both are linear in the number of tokens.
 */
export class TokenIndex {
  private readonly next: Map<string, number>[] = [new Map()];
  private readonly link: number[] = [-1];
  private readonly length: number[] = [0];

  constructor(tokens: readonly string[]) {
    let last = 0;
    for (const token of tokens) last = this.append(token, last);
  }

  /** How many tokens from `from` on are, as one run, in the text. */
  runAt(tokens: readonly string[], from: number): number {
    let state = 0;
    let at = from;
    for (; at < tokens.length; at += 1) {
      const step = this.next[state]?.get(tokens[at] ?? '');
      if (step === undefined) break;
      state = step;
    }
    return at - from;
  }

  /** The longest run that both texts have: where it starts in `tokens`, and how long it is. */
  longestRun(tokens: readonly string[]): { readonly start: number; readonly length: number } {
    let state = 0;
    let length = 0;
    let best = { start: 0, length: 0 };
    for (const [place, token] of tokens.entries()) {
      while (state > 0 && this.next[state]?.has(token) !== true) {
        state = this.link[state] ?? 0;
        length = this.length[state] ?? 0;
      }
      const step = this.next[state]?.get(token);
      state = step ?? 0;
      length = step === undefined ? 0 : length + 1;
      if (length > best.length) best = { start: place + 1 - length, length };
    }
    return best;
  }

  private append(token: string, last: number): number {
    const added = this.add(new Map(), (this.length[last] ?? 0) + 1, 0);
    let at = last;
    while (at >= 0 && this.next[at]?.has(token) !== true) {
      this.next[at]?.set(token, added);
      at = this.link[at] ?? -1;
    }
    if (at < 0) return added;
    const target = this.next[at]?.get(token) ?? 0;
    const wanted = (this.length[at] ?? 0) + 1;
    if (this.length[target] === wanted) {
      this.link[added] = target;
      return added;
    }
    const copy = this.add(new Map(this.next[target]), wanted, this.link[target] ?? 0);
    while (at >= 0 && this.next[at]?.get(token) === target) {
      this.next[at]?.set(token, copy);
      at = this.link[at] ?? -1;
    }
    this.link[target] = copy;
    this.link[added] = copy;
    return added;
  }

  private add(next: Map<string, number>, length: number, link: number): number {
    this.next.push(next);
    this.length.push(length);
    this.link.push(link);
    return this.next.length - 1;
  }
}
