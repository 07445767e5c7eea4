import { CaseAnchors, countTokens, type TextEdit, type Tokens } from './caseAnchors.ts';
import type { OutlinedCase } from './outlinedCase.ts';

/** The cases of one document for one prompt, as they stand in one text. */
export interface CaseReading {
  readonly text: string;
  readonly cases: readonly OutlinedCase[];
  /** Why none of them may be run now. */
  readonly doubt: string | undefined;
}

/** Where a case may be run from. */
export interface CaseMark {
  readonly token: number;
  readonly caseId: string;
  /** Counts from 1. */
  readonly line: number;
  /** More than one case starts on this line. */
  readonly sharesLine: boolean;
  readonly doubt: string | undefined;
}

export type Resolved =
  | { readonly found: OutlinedCase }
  | { readonly found: undefined; readonly why: string };

/**
 * Ties what is drawn over a case to that case, by its place and its identity, while the document is edited faster than it
 * is read. With a doubt the marks of the last sound reading stay, moved with the text, and run nothing.
 */
export class CaseBook {
  private readonly anchors: CaseAnchors;
  private doubt: string | undefined;
  private hasSound = false;
  /** Of the text, as far as the edits that were told say; anything else means that one was not told. */
  private length: number | undefined;

  /** Books that a token may be brought to by mistake are given the same `nextToken`. */
  constructor(nextToken: Tokens = countTokens()) {
    this.anchors = new CaseAnchors(nextToken);
  }

  edit(edit: TextEdit): void {
    if (this.length !== undefined) this.length += edit.text.length - edit.length;
    this.anchors.edit(edit);
  }

  take({ text, cases, doubt }: CaseReading): void {
    if (this.length !== text.length) {
      this.anchors.clear();
      this.hasSound = false;
      this.length = text.length;
    }
    this.doubt = doubt;
    if (doubt !== undefined && this.hasSound) return;
    this.hasSound ||= doubt === undefined;
    const starts = lineStarts(text);
    const onLine = countLines(cases);
    this.anchors.take(
      cases.map(({ testCase, firstLine }) => ({
        caseId: testCase.id,
        offset: firstText(text, starts[firstLine - 1] ?? text.length),
        sharesLine: (onLine.get(firstLine) ?? 0) > 1,
      })),
    );
  }

  /** `text`: what the document holds now. */
  marks(text: string): readonly CaseMark[] {
    const starts = lineStarts(text);
    return this.anchors.standing.map(({ token, caseId, sharesLine, offset = 0 }) => {
      return { token, caseId, line: lineOf(starts, offset), sharesLine, doubt: this.doubt };
    });
  }

  /** The case that stands where the mark was drawn, as the document holds it now; or why it cannot be told. */
  resolve(token: number, { text, cases, doubt }: CaseReading): Resolved {
    if (doubt !== undefined) return lost(doubt);
    const anchor = this.length === text.length ? this.anchors.find(token) : undefined;
    if (anchor?.offset === undefined) return lost('its line has been replaced.');
    const starts = lineStarts(text);
    const line = lineOf(starts, anchor.offset);
    const isFirst = firstText(text, starts[line - 1] ?? 0) === anchor.offset;
    const there = isFirst ? cases.filter(({ firstLine }) => firstLine === line) : [];
    const [only] = there;
    if (only === undefined) return lost('no case starts on its line any more.');
    if (there.length === 1 && !anchor.sharesLine) return { found: only };
    const same = there.find(({ testCase }) => testCase.id === anchor.caseId);
    return same === undefined
      ? lost('it cannot be told from the others of its line.')
      : { found: same };
  }
}

function lost(why: string): Resolved {
  return { found: undefined, why };
}

function countLines(cases: readonly OutlinedCase[]): ReadonlyMap<number, number> {
  const counts = new Map<number, number>();
  for (const { firstLine } of cases) counts.set(firstLine, (counts.get(firstLine) ?? 0) + 1);
  return counts;
}

function lineStarts(text: string): readonly number[] {
  const starts = [0];
  for (let at = 0; at < text.length; at += 1) {
    const code = text.charCodeAt(at);
    if (code === 10 || (code === 13 && text.charCodeAt(at + 1) !== 10)) starts.push(at + 1);
  }
  return starts;
}

function lineOf(starts: readonly number[], offset: number): number {
  let low = 0;
  let high = starts.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if ((starts[middle] ?? 0) <= offset) low = middle;
    else high = middle - 1;
  }
  return low + 1;
}

/** The first character of a line that is no indentation. */
function firstText(text: string, start: number): number {
  let at = start;
  while (text[at] === ' ' || text[at] === '\t') at += 1;
  return at;
}
