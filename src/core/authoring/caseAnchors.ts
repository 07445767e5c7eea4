/** A change of a text, as editors tell it. Offsets count UTF-16 units of the text before the change. */
export interface TextEdit {
  readonly offset: number;
  readonly length: number;
  readonly text: string;
}

/**
 * Edits that were made at once, all of whose offsets are of the text before them, in an order in which none moves another.
 * What is put in at a place stands before what is replaced there.
 */
export function fromEndToStart(edits: readonly TextEdit[]): readonly TextEdit[] {
  return edits.toSorted((a, b) => b.offset - a.offset || b.length - a.length);
}

/** Where a case stands when it is read. */
export interface CasePlace {
  readonly caseId: string;
  /** Of the first character of its line that is no indentation. */
  readonly offset: number;
  /** Other cases start on the same line, so that its place alone does not say which it is. */
  readonly sharesLine: boolean;
}

/** A place in a document that moves with the text after it. */
export interface Anchor {
  readonly token: number;
  /** Of the case when it was read; an id made from content changes with it. */
  readonly caseId: string;
  readonly sharesLine: boolean;
  /** `undefined`: the text it stood on is gone. */
  offset: number | undefined;
}

/** Gives a token that nobody has. */
export type Tokens = () => number;

export function countTokens(): Tokens {
  let last = 0;
  return () => {
    last += 1;
    return last;
  };
}

/**
 * Follows the cases of one document through edits that are faster than reading. An anchor sits at the first character
 * of its case: text before it moves it, text after it does not, and when that character goes, so does the anchor. It
 * never comes to sit on another case.
 */
export class CaseAnchors {
  private readonly nextToken: Tokens;
  private anchors: readonly Anchor[] = [];
  private byToken = new Map<number, Anchor>();

  constructor(nextToken: Tokens) {
    this.nextToken = nextToken;
  }

  /** The cases as they stand now. A case that stands where an anchor sits, under its id, keeps that anchor's token. */
  take(places: readonly CasePlace[]): void {
    const before = new Map<string, Anchor>();
    for (const anchor of this.anchors) {
      if (anchor.offset !== undefined) before.set(`${anchor.offset} ${anchor.caseId}`, anchor);
    }
    this.anchors = places.map((place) => {
      const known = before.get(`${place.offset} ${place.caseId}`);
      return { token: known?.token ?? this.nextToken(), ...place };
    });
    for (const [token, anchor] of this.byToken) {
      if (anchor.offset === undefined) this.byToken.delete(token);
    }
    for (const anchor of this.anchors) this.byToken.set(anchor.token, anchor);
    if (this.byToken.size > this.anchors.length * 4 + 100) this.forgetOld();
  }

  edit({ offset, length, text }: TextEdit): void {
    const end = offset + length;
    for (const anchor of this.byToken.values()) {
      if (anchor.offset === undefined || anchor.offset < offset) continue;
      if (anchor.offset >= end) anchor.offset += text.length - length;
      else anchor.offset = undefined;
    }
  }

  /** Those that were read last and still stand. */
  get standing(): readonly Anchor[] {
    return this.anchors.filter(({ offset }) => offset !== undefined);
  }

  /** Also anchors of earlier readings, for a lens that was drawn then. */
  find(token: number): Anchor | undefined {
    const anchor = this.byToken.get(token);
    return anchor?.offset === undefined ? undefined : anchor;
  }

  /** Every token that was given is worth nothing any more. */
  clear(): void {
    this.anchors = [];
    this.byToken.clear();
  }

  private forgetOld(): void {
    this.byToken = new Map(this.anchors.map((anchor) => [anchor.token, anchor]));
  }
}
