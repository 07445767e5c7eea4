/** Longer lines are no answers. */
const longestLine = 1024 * 1024;

/** Cuts what a program writes into lines. Keeps no more than one line of at most 1 MB. */
export class AnswerLines {
  private readonly decoder = new TextDecoder();
  private rest = '';

  /** Hears every line that is whole; `undefined` for one that is too long, and then nothing more. */
  take(bytes: Uint8Array, hear: (line: string | undefined) => void): void {
    const [first = '', ...others] = this.decoder.decode(bytes, { stream: true }).split('\n');
    if (this.rest.length + first.length > longestLine) {
      this.rest = '';
      hear(undefined);
      return;
    }
    this.rest += first;
    for (const next of others) {
      const line = this.rest;
      this.rest = next;
      if (line.trim() !== '') hear(line);
    }
  }
}
