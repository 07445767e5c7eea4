import type { CandidateSummary, RunManifest } from '#protocol/run.ts';
import { judgeLines } from '../judgeFacts.ts';
import { count, figure } from '../numbers.ts';
import { attribute, html, named, nothing, type Html } from './markup.ts';
import { scrolled } from './page.ts';

/** Whether the judges of a prompt agree with people, and what they took. */
export function judgePart(
  manifest: RunManifest,
  prompt: number,
  candidates: readonly CandidateSummary[],
): Html {
  const states = manifest.prompts[prompt]?.judges ?? [];
  const lines = judgeLines(candidates);
  if (states.length === 0 && lines.length === 0) return nothing;
  const table = html`<table>
    <thead>
      <tr>
        <th scope="col">Judge</th>
        <th scope="col">State</th>
        <th scope="col" class="number">Kappa with people</th>
        <th scope="col" class="number">Labelled replies</th>
      </tr>
    </thead>
    <tbody>
      ${states.map(
        ({ evaluator, status, provisional, kappa, compared }) =>
          html`<tr>
            <th scope="row">${named(evaluator)}</th>
            <td>
              ${
                status === 'calibrated'
                  ? html`<span class="word good">${status}</span>`
                  : html`<span class="word warn">${status}</span>`
              }${provisional === true ? html`<small>provisional: few labels</small>` : nothing}
            </td>
            <td class="number">${kappa === undefined ? '–' : figure(kappa)}</td>
            <td class="number">${compared === undefined ? '–' : count(compared)}</td>
          </tr>`,
      )}
    </tbody>
  </table>`;
  return html`<h3>Judges</h3>
    ${states.length === 0 ? nothing : scrolled(attribute('Judges'), table)}
    ${lines.map((line) => html`<p class="note">${named(line, 400)}</p>`)}`;
}
