import type { CandidateComparison, ComparedSide, RunComparison } from '#protocol/comparison.ts';
import type { SideRef } from '#protocol/panel.ts';
import { openComparison, parametersOf, promptText } from '../../views/compareView.ts';
import type { CompareTable } from '../../views/compareTable.ts';
import {
  candidateWords,
  leftOutLines,
  methodLines,
  outcomeSentence,
  pairedWords,
  sideWords,
} from '../compareFacts.ts';
import { count, counted } from '../numbers.ts';
import type { ReportDesk } from '../reportDesk.ts';
import type { ReportSink } from '../reportSink.ts';
import { comparedReplies } from './comparedReplies.ts';
import { DiffTables } from './diffTable.ts';
import { attribute, block, html, named, nothing, type Html } from './markup.ts';
import { pageEnd, pageStart, scrolled } from './page.ts';
import { flipList, measureTable } from './resultTable.ts';
import { scatterPicture } from './scatterPicture.ts';

/** Flips of one candidate that are shown with both replies. */
const mostFlips = 40;

/** Comparisons as one page: what changed, whether it is real, and the cases that flipped with what was replied. */
export async function writeCompareHtml(
  desk: ReportDesk,
  comparisons: readonly RunComparison[],
  sink: ReportSink,
): Promise<void> {
  const [first] = comparisons;
  const names = [...new Set(comparisons.flatMap(({ prompts }) => prompts.map(({ name }) => name)))];
  const title = names.length === 0 ? 'Comparison' : names.join(', ');
  sink.write(pageStart(`${title}, comparison`));
  sink.write(
    html`<header>
      <p class="eyebrow">Assay, comparison</p>
      <h1>${named(title, 300)}</h1>
      ${comparisons.map(head)}
    </header>`.text,
  );
  sink.write('\n<main>\n');
  const diffs = new DiffTables();
  for (const comparison of comparisons) {
    for (const { name, file, candidates } of comparison.prompts) {
      for (const candidate of candidates) {
        const start = html`<h2>${named(`${name}: ${candidateWords(candidate)}`, 300)}</h2>
          <p class="note">${pairedWords(candidate)}.</p>
          ${measureTable(`Measures of ${name}`, candidate.measures)}`;
        sink.write(`<section class="part">\n${start.text}\n`);
        await writeSides(desk, { comparison, file, candidate }, sink, diffs);
        sink.write('</section>\n');
      }
    }
  }
  sink.write('</main>\n');
  sink.write(pageEnd('Assay', first === undefined ? [] : methodLines(first)));
}

function head(comparison: RunComparison): Html {
  const { before, after, regressed, faults } = comparison;
  const left = [...faults, ...leftOutLines(comparison)].slice(0, 40);
  return html`<p class="quiet">
      Before: ${named(sideWords(before))}<br />After: ${named(sideWords(after))}
    </p>
    <div class="banner ${regressed ? 'bad' : ''}">
      <strong>${regressed ? '▼ Regressed' : 'No regression is shown'}</strong
      ><span>${outcomeSentence(comparison)}</span>${
        left.length === 0
          ? nothing
          : html`<ul>
              ${left.map((line) => html`<li>${named(line, 400)}</li>`)}
            </ul>`
      }
    </div>`;
}

interface ComparedPart {
  readonly comparison: RunComparison;
  readonly file: string;
  readonly candidate: CandidateComparison;
}

async function writeSides(
  desk: ReportDesk,
  { comparison, file, candidate }: ComparedPart,
  sink: ReportSink,
  diffs: DiffTables,
): Promise<void> {
  const before = await sideOf(desk, comparison.before, file, candidate.before);
  const after = await sideOf(desk, comparison.after, file, candidate.after);
  const opened =
    before === undefined || after === undefined
      ? undefined
      : await openComparison(desk, [before, after]);
  if (before === undefined || after === undefined || opened?.ok !== true) {
    sink.write('<p class="note">The runs are not here any more: there are no cases to show.</p>\n');
    sink.write(
      html`${flipList('From passed to failed', candidate.toFailed)}${flipList('From failed to passed', candidate.toPassed)}`
        .text,
    );
    return;
  }
  const { table } = opened.value;
  const pictures = table.evaluators
    .slice(0, 4)
    .map(({ name }) => scatterPicture(name, table.scatter(name)));
  sink.write(
    html`${pictures.every((one) => one === nothing) ? nothing : html`<div class="pictures">${pictures}</div>`}
      ${parametersPart(table)} ${promptPart(table, diffs)}
      <h3>Cases that flipped</h3> `.text,
  );
  await writeFlips(desk, { table, sides: [before, after] }, sink, diffs);
}

async function writeFlips(
  desk: ReportDesk,
  { table, sides }: { readonly table: CompareTable; readonly sides: readonly [SideRef, SideRef] },
  sink: ReportSink,
  diffs: DiffTables,
): Promise<void> {
  const { rows, total } = table.page({ filter: { only: 'flipped' }, from: 0, count: mostFlips });
  if (total === 0) sink.write('<p class="note">None did.</p>\n');
  for (const { caseId, change, input } of rows) {
    const [was, is] = await comparedReplies(desk, sides, caseId);
    const word =
      change === 'to-failed'
        ? html`<span class="word bad">▼ fails now</span>`
        : html`<span class="word good">▲ passes now</span>`;
    sink.write(
      html`<details>
        <summary>
          ${word} <strong>${named(caseId, 120)}</strong>
          <span class="quiet">${named(input, 100)}</span>
        </summary>
        <div class="inside">
          <h4>Input</h4>
          ${block(input)}
          ${
            was === undefined || is === undefined
              ? html`<h4>Reply after</h4>
                  ${is === undefined ? html`<p class="note">None was kept.</p>` : block(is)}`
              : diffs.table({ name: 'Reply before', text: was }, { name: 'Reply after', text: is })
          }
        </div>
      </details> `.text,
    );
  }
  if (total > rows.length) {
    sink.write(
      html`<p class="note">${counted(total - rows.length, 'more flip')}, not shown.</p> `.text,
    );
  }
}

function parametersPart(table: CompareTable): Html {
  const parameters = parametersOf(table.sides);
  if (parameters.length === 0) {
    return html`<h3>Parameters</h3>
      <p class="note">Model and parameters are the same on both sides.</p>`;
  }
  const rows = parameters.map(
    ({ name, values }) =>
      html`<tr>
        <th scope="row">${named(name)}</th>
        ${values.map((value) => html`<td class="text">${value === null ? html`<span class="quiet">not set</span>` : named(value, 400)}</td>`)}
      </tr>`,
  );
  return html`<h3>Parameters that differ</h3>
    ${scrolled(
      attribute('Parameters'),
      html`<table>
        <thead>
          <tr>
            <th scope="col">Parameter</th>
            <th scope="col">Before</th>
            <th scope="col">After</th>
          </tr>
        </thead>
        <tbody>
          ${rows}
        </tbody>
      </table>`,
    )}`;
}

function promptPart({ sides }: CompareTable, diffs: DiffTables): Html {
  const [was, is] = sides.map(({ written }) => written && promptText(written));
  if (was === undefined || is === undefined) {
    return html`<h3>Prompt</h3>
      <p class="note">A side kept no copy of its prompt.</p>`;
  }
  if (was === is)
    return html`<h3>Prompt</h3>
      <p class="note">The messages are the same on both sides, ${count(is.length)} characters.</p>`;
  return html`<h3>Prompt</h3>
    ${diffs.table({ name: 'Before', text: was }, { name: 'After', text: is })}`;
}

/** `undefined`: the run is not here any more. */
async function sideOf(
  { shelf }: ReportDesk,
  side: ComparedSide,
  file: string,
  { variant, model }: CandidateComparison['before'],
): Promise<SideRef | undefined> {
  if (side.what === 'baseline') return { kind: 'baseline', file, variant, model };
  const book = side.run === undefined ? undefined : await shelf.open(side.run);
  const candidate = book?.manifest.candidates.findIndex(
    (one) =>
      one.variant === variant &&
      one.model === model &&
      book.manifest.prompts[one.prompt]?.file === file,
  );
  return book === undefined || candidate === undefined || candidate < 0
    ? undefined
    : { kind: 'run', run: book.manifest.id, candidate };
}
