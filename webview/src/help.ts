import { html, type TemplateResult } from 'lit';
import { button, checkbox } from './controls/controls.ts';
import { shortcuts } from './keys.ts';
import type { Panel } from './panel.ts';

const id = 'assay-help';

const gridKeys: readonly (readonly [string, string])[] = [
  ['↑ ↓ ← →', 'Walk through rows and cells, or points of a chart'],
  ['Home End', 'First and last cell of the row; with Ctrl: of all'],
  ['PageUp PageDown', 'A screen further'],
  ['Enter', 'Open the case; on a heading: sort'],
];

export function showHelp(): void {
  const dialog = document.getElementById(id);
  if (dialog instanceof HTMLDialogElement && !dialog.open) dialog.showModal();
}

export function helpDialog(panel: Panel): TemplateResult {
  const close = (): void => {
    const dialog = document.getElementById(id);
    if (dialog instanceof HTMLDialogElement) dialog.close();
  };
  return html`<dialog id=${id} aria-label="Keyboard shortcuts">
    <h2>Keyboard shortcuts</h2>
    <table>
      <caption class="for-readers">
        Keys and what they do
      </caption>
      <thead class="for-readers">
        <tr>
          <th scope="col">Key</th>
          <th scope="col">Does</th>
        </tr>
      </thead>
      <tbody>
        ${shortcuts.map(({ key, does }) => keyLine(key, does))}
        ${gridKeys.map(([key, does]) => keyLine(key, does))}
      </tbody>
    </table>
    ${checkbox({
      label: 'Single keys do things',
      isChecked: panel.state.hasKeys,
      change: (hasKeys) => panel.change({ hasKeys }),
    })}
    <div class="row">${button({ label: 'Close', press: close })}</div>
  </dialog>`;
}

function keyLine(key: string, does: string): TemplateResult {
  return html`<tr>
    <th scope="row"><kbd>${key}</kbd></th>
    <td>${does}</td>
  </tr>`;
}
