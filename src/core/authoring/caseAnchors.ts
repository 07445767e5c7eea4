/** A change of a text, as editors tell it. Offsets count UTF-16 units of the text before the change. */
export interface TextEdit {
  readonly offset: number;
  readonly length: number;
  readonly text: string;
}

/** A place in a document that moves with the text after it. */
export interface Anchor {
  readonly token: number;
  /** Where the case was when it was read; an id made from content changes with it. */
  readonly caseId: string;
  /** `undefined`: the text it stood on is gone. */
  offset: number | undefined;
}

/**
 * Follows the cases of one document through edits that are faster than reading. An anchor sits at the first character
 * of its case: text before it moves it, text after it does not, and when that character goes, so does the anchor. It
 * never comes to sit on another case.
 */
export class CaseAnchors {
  private anchors: readonly Anchor[] = [];
  private byToken = new Map<number, Anchor>();
  private nextToken = 1;

  /** The cases as they stand now. A case that starts where an anchor sits keeps that anchor's token. */
  take(cases: readonly { readonly caseId: string; readonly offset: number }[]): readonly Anchor[] {
    const before = new Map<string, Anchor>();
    for (const anchor of this.anchors) {
      if (anchor.offset !== undefined) before.set(`${anchor.offset} ${anchor.caseId}`, anchor);
    }
    this.anchors = cases.map(({ caseId, offset }) => {
      const known = before.get(`${offset} ${caseId}`);
      return { token: known?.token ?? this.nextToken++, caseId, offset };
    });
    for (const [token, anchor] of this.byToken) {
      if (anchor.offset === undefined) this.byToken.delete(token);
    }
    for (const anchor of this.anchors) this.byToken.set(anchor.token, anchor);
    if (this.byToken.size > this.anchors.length * 4 + 100) this.forgetOld();
    return this.anchors;
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

  private forgetOld(): void {
    this.byToken = new Map(this.anchors.map((anchor) => [anchor.token, anchor]));
  }
}
