import { html, svg, type TemplateResult } from 'lit';
import { count, percent } from '#base/numbers.ts';
import type { LabelTable } from '#protocol/panelRun.ts';
import { visibleString } from '#base/visibleText.ts';
import { walkPoints } from './points.ts';

const cell = { width: 74, height: 34 };
const left = 90;
const top = 24;

/** A matrix as a picture: the darker, the larger the share of its row. Cells show their cases. */
export function confusionPicture(
  { labels, replied, counts }: LabelTable,
  open: (expected: string, replied: string) => void,
): TemplateResult {
  const width = left + replied.length * cell.width + 2;
  const height = top + labels.length * cell.height + 2;
  return html`<svg
    class="picture confusion"
    viewBox="0 0 ${width} ${height}"
    width=${width}
    role="group"
    aria-label="Expected against replied. Arrow keys walk through the cells."
    @keydown=${walkPoints}
  >
    ${replied.map(
      (label, at) =>
        svg`<text x=${left + (at + 0.5) * cell.width} y=${top - 8} text-anchor="middle">${short(label)}</text>`,
    )}
    ${labels.map(({ label }, row) => {
      const all = counts[row]?.reduce((sum, one) => sum + one, 0) ?? 0;
      return svg`<text x=${left - 8} y=${top + (row + 0.6) * cell.height} text-anchor="end">${short(label)}</text>
        ${replied.map((said, column) => {
          const cases = counts[row]?.[column] ?? 0;
          const share = all === 0 ? 0 : cases / all;
          const name = `${count(cases)} of ${count(all)} expected ${visibleString(label)}, replied ${visibleString(said)}, ${percent(share)}`;
          return svg`<g
            class="point ${said === label ? 'hit' : 'miss'}"
            role="button"
            tabindex=${row === 0 && column === 0 ? 0 : -1}
            aria-label=${name}
            transform="translate(${left + column * cell.width}, ${top + row * cell.height})"
            @click=${() => open(label, said)}
          >
            <title>${name}</title>
            <rect class="heat" width=${cell.width - 2} height=${cell.height - 2} fill-opacity=${0.08 + 0.5 * share} />
            <text x=${cell.width / 2} y=${cell.height * 0.6} text-anchor="middle">${count(cases)}</text>
          </g>`;
        })}`;
    })}
  </svg>`;
}

function short(label: string): string {
  const shown = visibleString(label);
  return shown.length > 12 ? `${shown.slice(0, 11)}…` : shown;
}
