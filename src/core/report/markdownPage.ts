import { plainField } from '#base/plainText.ts';

/** What a comment on a pull request may hold, with some room; in UTF-16 units. */
export const longestComment = 65_000;

/** A text of at most so many characters, whatever is put into it: a block goes in whole or not at all. */
export class MarkdownPage {
  private text: string;
  private readonly room: number;
  private readonly end: string;

  /** `start` and `end` always stand there: they have to be short. */
  constructor(start: string, end: string, longest: number = longestComment) {
    this.text = start;
    this.end = end;
    this.room = longest - end.length;
  }

  /** `keep`: characters that are to stay free. Tells whether it went in. */
  add(block: string, keep = 0): boolean {
    if (this.text.length + block.length + keep > this.room) return false;
    this.text += block;
    return true;
  }

  /** As many of the blocks as go in, in their order. Tells how many did not. */
  addEach(blocks: readonly string[], keep = 0): number {
    const at = blocks.findIndex((block) => !this.add(block, keep));
    return at < 0 ? 0 : blocks.length - at;
  }

  whole(): string {
    return this.text + this.end;
  }
}

/** One line that Markdown shows as it is: markup, links, mentions and references are written as entities. */
export function markdownText(text: string, most = 400): string {
  return plainField(text, most)
    .replace(/[&<>|`*_[\]!@#~\\$]/g, (found) => `&#${found.charCodeAt(0)};`)
    .replace(/:\/\//g, '&#58;//')
    .replace(/\bwww\./gi, (found) => `${found.slice(0, 3)}&#46;`);
}
