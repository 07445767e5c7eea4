import { diffTexts, type DiffLine } from '#base/textDiff.ts';
import { foldRows } from '#base/foldRows.ts';
import { counted } from '../numbers.ts';
import { attribute, html, longestText, nothing, startOf, type Html } from './markup.ts';
import { scrolled } from './page.ts';

export interface DiffSide {
  readonly name: string;
  readonly text: string;
}

/** Lines around a change that are shown with it. */
const context = 3;
const mostRows = 400;
/** Milliseconds for one pair of texts, and for all of one report: later ones are only told apart by line. */
const onePair = 60;
const allPairs = 6000;

/** Lays texts side by side with the words that differ marked; slows nothing down, however many there are. */
export class DiffTables {
  private leftMs: number = allPairs;

  table(left: DiffSide, right: DiffSide): Html {
    const startedAt = performance.now();
    const timeoutMs = Math.max(1, Math.min(onePair, this.leftMs));
    const [before, after] = [startOf(left.text, longestText), startOf(right.text, longestText)];
    const { rows } = diffTexts(before, after, { timeoutMs });
    this.leftMs -= performance.now() - startedAt;
    const shown = foldRows(rows, context, new Set()).slice(0, mostRows);
    const isCut = shown.length === mostRows || isLong(left) || isLong(right);
    const table = html`<table class="diff">
      <thead>
        <tr class="head">
          <th scope="col">${left.name}</th>
          <th scope="col">${right.name}</th>
        </tr>
      </thead>
      <tbody>
        ${shown.map((one) =>
          one.kind === 'fold'
            ? html`<tr>
                <td class="fold" colspan="2">${counted(one.rows.length, 'line')} alike</td>
              </tr>`
            : html`<tr>
                <td>${cell(one.row.left, 'del', one.row.kind)}</td>
                <td>${cell(one.row.right, 'ins', one.row.kind)}</td>
              </tr>`,
        )}
      </tbody>
    </table>`;
    const label = attribute(`${left.name} against ${right.name}`);
    return html`${scrolled(label, table)}${
      isCut ? html`<p class="note">Only the start of the texts is compared here.</p>` : nothing
    }`;
  }
}

function isLong({ text }: DiffSide): boolean {
  return text.length > longestText;
}

function cell(line: DiffLine | undefined, tag: 'del' | 'ins', kind: string): Html {
  if (line === undefined) return nothing;
  const spans = line.spans.map(({ text, isChanged }) => {
    const shown = text.replace(/\r?\n$/, '');
    if (!isChanged || kind === 'same' || shown === '') return html`${shown}`;
    return tag === 'del' ? html`<del>${shown}</del>` : html`<ins>${shown}</ins>`;
  });
  return spans.reduce((all, one) => html`${all}${one}`, nothing);
}
