import { done, failed, type Outcome } from '#base/rpc.ts';
import type { ShownText } from '#protocol/panel.ts';

/** A text longer than this is given in parts; in UTF-16 units, as all lengths here. */
const firstPart = 20_000;

/** Long texts that a page may ask for on: the newest so many, and none of them for ever. */
export class Texts {
  private readonly kept = new Map<string, string>();
  private readonly most: number;
  private held = 0;
  private last = 0;

  constructor(most = 32_000_000) {
    this.most = most;
  }

  shown(text: string): ShownText {
    if (text.length <= firstPart) return { start: text, length: text.length };
    this.last += 1;
    const ref = `text-${this.last}`;
    this.kept.set(ref, text);
    this.held += text.length;
    this.forgetOldest();
    return { start: upTo(text, firstPart), length: text.length, ref };
  }

  read(ref: string, from: number, count: number): Outcome<{ readonly text: string }> {
    const text = this.kept.get(ref);
    return text === undefined ? gone : done({ text: text.slice(from, from + count) });
  }

  /** The whole text. */
  whole(ref: string): string | undefined {
    return this.kept.get(ref);
  }

  private forgetOldest(): void {
    for (const [ref, text] of this.kept) {
      // The newest stays, however long it is: it was asked for just now.
      if (this.held <= this.most || ref === `text-${this.last}`) return;
      this.kept.delete(ref);
      this.held -= text.length;
    }
  }
}

const gone = failed('text-gone', 'This text is not kept any more.', 'Open the case again.');

/** Never half of a character. */
function upTo(text: string, end: number): string {
  const unit = text.charCodeAt(end - 1);
  return text.slice(0, unit >= 0xd800 && unit <= 0xdbff ? end - 1 : end);
}
