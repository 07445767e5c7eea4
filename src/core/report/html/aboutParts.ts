import type { RunManifest } from '#protocol/run.ts';
import { count, figure } from '../numbers.ts';
import { repeatCommands } from '../repeatCommand.ts';
import { attribute, block, html, named, nothing, type Html } from './markup.ts';
import { scrolled } from './page.ts';

const longestPrompt = 60_000;
const mostInputs = 200;

/** What was run, and how it is run once more. */
export function aboutPart(manifest: RunManifest): Html {
  const { prompts, inputs } = manifest;
  return html`<section class="part" id="about">
    <h2>What was run</h2>
    <h3>Models</h3>
    ${models(manifest)}
    <h3>Options</h3>
    ${options(manifest)}
    <h3>Prompts as they were</h3>
    ${prompts.map(
      ({ name, file, text, sha256 }) =>
        html`<details>
          <summary>${named(name)} <span class="quiet">${named(file)}</span></summary>
          <div class="inside">
            <p class="note">SHA-256 <span class="mono">${named(sha256)}</span></p>
            ${block(text, longestPrompt)}
          </div>
        </details> `,
    )}
    <details>
      <summary>Files it was made from <span class="quiet">${count(inputs.length)}</span></summary>
      <div class="inside">
        ${
          inputs.length === 0
            ? html`<p class="note">None were noted.</p>`
            : html`<ul>
                ${inputs
                  .slice(0, mostInputs)
                  .map(
                    (one) =>
                      html`<li>
                        ${named(one.file)} <span class="mono quiet">${named(one.sha256)}</span>
                      </li>`,
                  )}
              </ul>`
        }
        ${inputs.length > mostInputs ? html`<p class="note">${count(inputs.length - mostInputs)} more are not listed.</p>` : nothing}
      </div>
    </details>
    <h3>How to repeat it</h3>
    ${block(repeatCommands(manifest).join('\n'))}
  </section> `;
}

function models({ models: all }: RunManifest): Html {
  const table = html`<table>
    <thead>
      <tr>
        <th scope="col">Model</th>
        <th scope="col">Provider</th>
        <th scope="col">Name there</th>
        <th scope="col">Status</th>
        <th scope="col" class="number">USD per million tokens in</th>
        <th scope="col" class="number">out</th>
        <th scope="col">Price as of</th>
      </tr>
    </thead>
    <tbody>
      ${all.map(
        ({ id, provider, name, status, price }) =>
          html`<tr>
            <th scope="row">${named(id)}</th>
            <td>${named(provider)}</td>
            <td>${named(name)}</td>
            <td>${status}</td>
            <td class="number">${price === undefined ? 'unpriced' : figure(price.input)}</td>
            <td class="number">${price === undefined ? 'unpriced' : figure(price.output)}</td>
            <td>${price?.asOf === undefined ? '–' : named(price.asOf)}</td>
          </tr>`,
      )}
    </tbody>
  </table>`;
  return scrolled(attribute('Models'), table);
}

function options({
  id,
  assay,
  commit,
  startedAt,
  options: given,
  gate,
  trials,
}: RunManifest): Html {
  const facts: readonly (readonly [string, string])[] = [
    ['Run', id],
    ['Started', startedAt],
    ['Assay', assay],
    ...(commit === undefined ? [] : [['Commit', commit] as const]),
    ['Trials', count(trials)],
    ...Object.entries(given).flatMap(([name, value]): readonly (readonly [string, string])[] =>
      value === undefined || (Array.isArray(value) && value.length === 0)
        ? []
        : [[name, typeof value === 'string' ? value : JSON.stringify(value)]],
    ),
    ['Gate', JSON.stringify(gate)],
  ];
  const table = html`<table>
    <tbody>
      ${facts.map(
        ([name, value]) =>
          html`<tr>
            <th scope="row">${named(name)}</th>
            <td class="text">${named(value, 600)}</td>
          </tr>`,
      )}
    </tbody>
  </table>`;
  return scrolled(attribute('Options'), table);
}
