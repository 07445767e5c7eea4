import type { RunComparison } from '#protocol/comparison.ts';
import type { RunManifest } from '#protocol/run.ts';
import type { RunBook } from '../../views/runBook.ts';
import { count, counted } from '../numbers.ts';
import type { ReportDesk } from '../reportDesk.ts';
import type { ReportSink } from '../reportSink.ts';
import { troubledCases } from '../troubledCases.ts';
import { aboutPart } from './aboutParts.ts';
import { casePart } from './caseParts.ts';
import { writeCasesTable } from './casesTable.ts';
import { DiffTables } from './diffTable.ts';
import { headPart } from './headPart.ts';
import { judgePart } from './judgePart.ts';
import { labelParts } from './labelParts.ts';
import { html, named, nothing, type Html } from './markup.ts';
import { pageEnd, pageStart } from './page.ts';
import { latencyPicture, passPicture } from './pictures.ts';
import {
  candidatesOf,
  comparedCandidate,
  flipList,
  measureTable,
  resultTable,
  type PromptResults,
} from './resultTable.ts';
import { runTitle } from '../../views/runHeading.ts';

export interface HtmlLimits {
  /** Cases that are shown with everything. */
  readonly details: number;
  /** Rows of all tables of cases together. */
  readonly rows: number;
}

const usualLimits: HtmlLimits = { details: 100, rows: 2000 };

/** A run as one page that needs nothing else: no script, no picture, no file. `limits`: what it shows of many cases. */
export async function writeRunHtml(
  desk: ReportDesk,
  book: RunBook,
  sink: ReportSink,
  comparison: RunComparison | undefined,
  limits: HtmlLimits = usualLimits,
): Promise<void> {
  const { manifest, summary, faults } = book;
  sink.write(pageStart(`${runTitle(manifest.prompts)}, run of ${manifest.startedAt.slice(0, 10)}`));
  sink.write(
    html`<header>
      ${headPart(manifest, summary, comparison)}
      ${faults.map((fault) => html`<p class="banner warn">${named(fault, 600)}</p>`)}
      ${contents(manifest)}
    </header>`.text,
  );
  sink.write('\n<main>\n');
  const share = (all: number): number =>
    Math.max(1, Math.floor(all / Math.max(1, manifest.prompts.length)));
  const diffs = new DiffTables();
  for (const [place, part] of book.parts.entries()) {
    const { name = '', file = '' } = manifest.prompts[place] ?? {};
    const title = html`<h2>${named(name)}</h2>
      <p class="note">${named(file)}</p>`;
    sink.write(`<section class="part" id="prompt-${place}">\n${title.text}\n`);
    if (summary !== undefined) {
      sink.write(`${numbersPart({ manifest, summary, prompt: place, comparison }).text}\n`);
    }
    await writeTroubled(desk, book, { sink, place, most: share(limits.details), diffs });
    writeCasesTable(sink, manifest, { part, place, most: share(limits.rows) });
    sink.write('</section>\n');
  }
  sink.write(`${aboutPart(manifest).text}\n</main>\n`);
  sink.write(pageEnd(`Assay ${manifest.assay}`));
}

function contents({ prompts }: RunManifest): Html {
  return html`<nav aria-label="Contents">
    <ul>
      ${prompts.map(
        ({ name }, place) => html`<li><a href="#prompt-${place}">${named(name, 80)}</a></li>`,
      )}
      <li><a href="#about">What was run</a></li>
    </ul>
  </nav>`;
}

function numbersPart(results: PromptResults): Html {
  const { manifest, prompt } = results;
  const candidates = candidatesOf(results);
  const before = (candidate: number): number | undefined => {
    const [passes] = comparedCandidate(results, candidate)?.measures ?? [];
    if (passes === undefined || 'why' in passes) return undefined;
    return passes.evaluator === undefined ? passes.before : undefined;
  };
  return html`${resultTable(results)}
    <div class="pictures">
      ${passPicture(manifest, candidates, before)}${latencyPicture(manifest, candidates)}
    </div>
    ${comparedPart(results)}
    ${candidates.flatMap(({ evaluators, candidate }) => {
      const tables = evaluators.flatMap(labelParts);
      const { variant = '', model = '' } = manifest.candidates[candidate] ?? {};
      return tables.length === 0
        ? []
        : [html`<h3>Labels: ${named(`${variant} on ${model}`)}</h3>`, ...tables];
    })}
    ${judgePart(manifest, prompt, candidates)}`;
}

function comparedPart(results: PromptResults): Html {
  const { manifest } = results;
  const parts = candidatesOf(results).flatMap(({ candidate }) => {
    const compared = comparedCandidate(results, candidate);
    const { variant = '', model = '' } = manifest.candidates[candidate] ?? {};
    return compared === undefined ? [] : [{ compared, name: `${variant} on ${model}` }];
  });
  if (parts.length === 0) return nothing;
  return html`<h3>Against the baseline</h3>
    ${parts.map(({ compared, name }) => {
      const { toFailed, toPassed } = compared;
      return html`<details>
        <summary>
          ${named(name)}: ${counted(toFailed.length, 'case')} from passed to failed,
          ${count(toPassed.length)} from failed to passed
        </summary>
        <div class="inside">
          ${measureTable(`Measures of ${name}`, compared.measures)}
          ${flipList('From passed to failed', toFailed)}${flipList('From failed to passed', toPassed)}
        </div>
      </details>`;
    })}`;
}

async function writeTroubled(
  desk: ReportDesk,
  book: RunBook,
  wish: {
    readonly sink: ReportSink;
    readonly place: number;
    readonly most: number;
    readonly diffs: DiffTables;
  },
): Promise<void> {
  const { sink, place, most, diffs } = wish;
  const { cases, left } = troubledCases(book, most, place);
  if (cases.length === 0) {
    sink.write('<h3>Cases to look at</h3>\n<p class="note">None failed, and none broke.</p>\n');
    return;
  }
  sink.write(
    html`<h3>Cases to look at</h3>
      <p class="note">
        ${counted(cases.length + left, 'row')} that failed or
        broke${left > 0 ? `; the first ${count(cases.length)} are shown` : ''}. Those that passed
        before come first.
      </p> `.text,
  );
  for (const one of cases) sink.write((await casePart(desk, one, diffs)).text);
}
