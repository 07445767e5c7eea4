import { html, nothing, type PropertyDeclarations, type TemplateResult } from 'lit';
import { counted } from '#base/numbers.ts';
import type { DiffText, ShownText } from '#protocol/panel.ts';
import { button } from '../../controls/controls.ts';
import type { Panel } from '../../panel.ts';
import { LightElement } from '../lightElement.ts';
import { shownStart } from '../text/textParts.ts';
import { visible } from '../text/visibleView.ts';
import { foldRows } from '#base/foldRows.ts';
import { diffTexts, type DiffLine, type DiffRow, type TextDiff } from '#base/textDiff.ts';

export interface DiffSide {
  readonly name: string;
  readonly text: ShownText;
}

const timeoutMs = 250;
const context = 3;

/** Two texts, side by side or one under the other, with what differs marked word by word. */
export class DiffView extends LightElement {
  static readonly tag = 'assay-diff';
  static override properties: PropertyDeclarations = {
    panel: { attribute: false },
    left: { attribute: false },
    right: { attribute: false },
    heading: {},
  };

  declare panel: Panel;
  declare left: DiffSide;
  declare right: DiffSide;
  declare heading: string;
  private diff: TextDiff | undefined;
  private known = '';
  private readonly opened = new Set<number>();

  override willUpdate(): void {
    const left = shownStart(this.left.text.start, 1);
    const right = shownStart(this.right.text.start, 1);
    const key = JSON.stringify([left, right]);
    if (key === this.known) return;
    this.known = key;
    this.opened.clear();
    this.diff = diffTexts(left, right, { timeoutMs });
  }

  protected override render(): TemplateResult {
    const { left, right, panel, diff } = this;
    const isSideBySide = panel.state.isSideBySide;
    const isCut = [left, right].some(
      (side) => shownStart(side.text.start, 1).length < side.text.length,
    );
    const changed = diff?.rows.filter((row) => row.kind !== 'same').length ?? 0;
    return html`
      <div class="row tools">
        <span class="quiet" data-changed=${changed}
          >${changed === 0 ? 'No difference' : `${counted(changed, 'line')} different`}${
            diff?.isCoarse === true ? '; too much to compare word by word' : ''
          }${isCut ? '; only the start of the texts is compared' : ''}</span
        >
        <div class="segments" role="group" aria-label="How the difference is laid out">
          <button aria-pressed=${isSideBySide} @click=${() => panel.change({ isSideBySide: true })}>
            Side by side
          </button>
          <button
            aria-pressed=${!isSideBySide}
            @click=${() => panel.change({ isSideBySide: false })}
          >
            Inline
          </button>
        </div>
        ${button({ label: 'Open in Diff Editor', press: () => this.openEditor() })}
      </div>
      <div
        class="diff ${isSideBySide ? 'beside' : 'inline'}"
        role="group"
        tabindex="0"
        aria-label=${`${left.name} against ${right.name}`}
      >
        ${
          isSideBySide
            ? html`<div class="diff-head">${left.name}</div>
                <div class="diff-head">${right.name}</div>`
            : html`<div class="diff-head">${left.name} → ${right.name}</div>`
        }
        ${this.rows(isSideBySide)}
      </div>
    `;
  }

  private rows(isSideBySide: boolean): readonly TemplateResult[] {
    return foldRows(this.diff?.rows ?? [], context, this.opened).map((one) =>
      one.kind === 'fold'
        ? html`<button class="diff-fold" @click=${() => this.unfold(one.from)}>
            ${counted(one.rows.length, 'line')} alike
          </button>`
        : isSideBySide
          ? besideRow(one.row)
          : inlineRow(one.row),
    );
  }

  private unfold(from: number): void {
    this.opened.add(from);
    this.requestUpdate();
  }

  private openEditor(): void {
    const request = { title: this.heading, left: handed(this.left), right: handed(this.right) };
    void this.panel.act('editor/openDiff', request, '');
  }
}

/** A side as the editor is given it. */
function handed({ name, text }: DiffSide): DiffText {
  return { name, text: text.start, ...(text.ref !== undefined && { ref: text.ref }) };
}

function besideRow({ kind, left, right }: DiffRow): TemplateResult {
  const leftClass = kind === 'same' ? '' : left === undefined ? 'absent' : 'removed';
  const rightClass = kind === 'same' ? '' : right === undefined ? 'absent' : 'added';
  return html`${lineView(left, leftClass, '−')}${lineView(right, rightClass, '+')}`;
}

function inlineRow({ kind, left, right }: DiffRow): TemplateResult {
  if (kind === 'same') return lineView(right, '', '');
  return html`${left === undefined ? nothing : lineView(left, 'removed', '−')}${
    right === undefined ? nothing : lineView(right, 'added', '+')
  }`;
}

function lineView(line: DiffLine | undefined, name: string, sign: string): TemplateResult {
  const isChanged = name === 'removed' || name === 'added';
  return html`<div class="diff-line ${name}">
    <span class="diff-number">${line?.number ?? ''}</span
    ><span class="diff-sign">${isChanged ? sign : ''}</span
    ><span class="diff-text"
      >${line?.spans.map((span) => {
        const text = visible(span.text.replace(/\r?\n$/, ''));
        return span.isChanged && isChanged ? html`<mark>${text}</mark>` : text;
      })}</span
    >
  </div>`;
}
