import { html, type TemplateResult } from 'lit';
import type { Panel } from '../../panel.ts';
import { tableCsv, tableMarkdown, type CopiedTable } from './tableText.ts';

/** Copies a table the way it is wanted. `undefined`: it could not be had, and that has been said. */
export function copyButtons(
  panel: Panel,
  name: string,
  table: () => CopiedTable | Promise<CopiedTable | undefined>,
): TemplateResult {
  const copy = async (write: (table: CopiedTable) => string, as: string): Promise<void> => {
    const copied = await table();
    if (copied === undefined) return;
    await panel.act('clipboard/write', { text: write(copied) }, `Copied ${name} as ${as}.`);
  };
  return html`<span class="copy">
    <button
      class="tool"
      aria-label="Copy Markdown of ${name}"
      @click=${() => void copy(tableMarkdown, 'Markdown')}
    >
      Copy Markdown
    </button>
    <button
      class="tool"
      aria-label="Copy CSV of ${name}"
      @click=${() => void copy(tableCsv, 'CSV')}
    >
      Copy CSV
    </button>
  </span>`;
}
