import { plainField } from '#base/plainText.ts';
import type { StoredRun } from '#core/engine.ts';
import { candidateFacts } from '#core/report/candidateFacts.ts';
import { counted } from '#core/report/numbers.ts';
import type { RunLine } from '#protocol/history.ts';
import { commands } from '../ids.ts';
import { ageText } from '../running/outcomeText.ts';
import { dotted, pageAt, type Row } from './row.ts';
import {
  candidatesOf,
  changeText,
  costText,
  errorsText,
  manifestLines,
  startOf,
  tellGoing,
  tellRun,
  verdictIcon,
} from './runTelling.ts';

export type RunRow =
  | (Row & { readonly kind: 'project'; readonly root: string })
  | (Row & { readonly kind: 'prompt'; readonly root: string; readonly file: string | undefined })
  | (Row & RunNode & { readonly kind: 'run'; readonly file: string | undefined })
  | (Row & { readonly kind: 'candidate' })
  | (Row & {
      readonly kind: 'more';
      readonly root: string;
      readonly file: string | undefined;
      readonly from: number;
    });

/** What commands get of a run's row. */
export interface RunNode {
  readonly root: string;
  readonly id: string;
}

/** The runs of one prompt, newest first. Without a file: those that nobody can say anything of. */
export interface RunGroup {
  readonly root: string;
  readonly file: string | undefined;
  readonly name: string;
  readonly runs: readonly RunLine[];
}

/** What is known of runs that go on in this window: id → finished and planned trials. */
export type Going = ReadonlyMap<string, { readonly finished: number; readonly planned: number }>;

/** By prompt, the one that was run last first. A run over several prompts is under each of them. */
export function groupRuns(root: string, runs: readonly RunLine[]): readonly RunGroup[] {
  const groups = new Map<string | undefined, { name: string; runs: RunLine[] }>();
  for (const run of runs) {
    const { prompts } = run;
    const keys = prompts.length === 0 ? [{ file: undefined, name: 'Damaged runs' }] : prompts;
    for (const { file, name } of keys) {
      const group = groups.get(file);
      if (group === undefined) groups.set(file, { name, runs: [run] });
      else group.runs.push(run);
    }
  }
  return Array.from(groups, ([file, group]) => ({ root, file, ...group }));
}

export function groupRows(groups: readonly RunGroup[], nowMs: number): readonly RunRow[] {
  return groups.map(({ root, file, name, runs }) => ({
    kind: 'prompt',
    key: `${root}?prompt=${encoded(file ?? '')}`,
    root,
    file,
    label: plainField(name, 100),
    description: dotted([counted(runs.length, 'run'), lastText(runs, nowMs)]),
    tooltip: file ?? 'Runs whose files are damaged.',
    icon: { id: file === undefined ? 'warning' : 'comment-discussion' },
    contextValue: 'prompt',
    expands: 'collapsed',
  }));
}

export function runProjectRows(
  projects: readonly { readonly root: string; readonly name: string }[],
): readonly RunRow[] {
  return projects.map(({ root, name }) => ({
    kind: 'project',
    key: root,
    root,
    label: plainField(name, 100),
    tooltip: root,
    icon: { id: 'root-folder' },
    contextValue: 'project',
    expands: 'expanded',
  }));
}

/** The runs that `runRows` needs whole: those of a page, and those that they are set against. */
export function idsOfPage({ runs }: RunGroup, from = 0): readonly string[] {
  const { items } = pageAt(runs, from, firstRuns);
  return runs.slice(from, from + items.length + furthestBack).map(({ id }) => id);
}

/** Runs from `from` on; long lists go on under a row that opens. `whole`: those of `idsOfPage`, as far as they are there. */
export function runRows(
  group: RunGroup,
  whole: readonly StoredRun[],
  going: Going,
  nowMs: number,
  from = 0,
): readonly RunRow[] {
  const { root, file, runs } = group;
  const { items, rest } = pageAt(runs, from, firstRuns);
  const places = new Map(whole.map(({ id }, place) => [id, place]));
  const rows = items.flatMap(({ id }) => {
    const place = places.get(id);
    const run = whole[place ?? -1];
    if (place === undefined || run === undefined) return [];
    return [runRow(group, run, whole.slice(place + 1, place + 1 + furthestBack), going, nowMs)];
  });
  if (rest === undefined) return rows;
  const more: RunRow = {
    kind: 'more',
    key: `${root}?prompt=${encoded(file ?? '')}&from=${rest.from}`,
    root,
    file,
    from: rest.from,
    label: 'Show more',
    description: counted(rest.left, 'older run'),
    icon: { id: 'ellipsis' },
    contextValue: 'more',
    expands: 'collapsed',
  };
  return [...rows, more];
}

const firstRuns = 50;
/** A run to compare with is looked for among so many before. */
const furthestBack = 100;

/** The candidates of one run: of the prompt that it is shown under. */
export function candidateRows(
  root: string,
  run: StoredRun,
  file: string | undefined,
): readonly RunRow[] {
  if (!('value' in run.manifest) || !('value' in run.summary)) return [];
  const manifest = run.manifest.value;
  const several = new Set(manifest.candidates.map(({ variant }) => variant)).size > 1;
  return candidatesOf(manifest, run.summary.value, file).map((summary) => {
    const facts = candidateFacts(manifest, summary);
    const model = plainField(facts.model, 100);
    return {
      kind: 'candidate',
      key: `${root}?run=${run.id}&prompt=${encoded(file ?? '')}&candidate=${summary.candidate}`,
      label: several ? `${plainField(facts.variant, 60)} on ${model}` : model,
      description: dotted([...facts.verdict.slice(0, 2), errorsText(summary), facts.cost]),
      tooltip: [
        `${facts.variant} on ${facts.model}`,
        dotted(facts.verdict),
        ...facts.scores,
        ...facts.trials,
        dotted(facts.latency),
        dotted(facts.tokens),
        facts.cost,
      ]
        .map((line) => plainField(line, 200))
        .filter((line) => line !== '')
        .join('\n'),
      icon: verdictIcon(summary.judged, summary.passed),
      contextValue: 'candidate',
      command: {
        command: commands.openRun,
        title: 'Open Run',
        arguments: [{ root, id: run.id }],
      },
    };
  });
}

function runRow(
  { root, file }: RunGroup,
  run: StoredRun,
  older: readonly StoredRun[],
  going: Going,
  nowMs: number,
): RunRow {
  const progress = going.get(run.id);
  const told = progress === undefined ? tellRun(run, file) : tellGoing(progress);
  const startedMs = startOf(run);
  return {
    kind: 'run',
    key: `${root}?run=${run.id}&prompt=${encoded(file ?? '')}`,
    root,
    id: run.id,
    file,
    label: told.label,
    description: dotted([
      told.state,
      progress === undefined ? changeText(run, older, file) : undefined,
      costText(run),
      ageText(startedMs, nowMs),
    ]),
    tooltip: [
      ...told.lines,
      ...('value' in run.manifest ? manifestLines(run.manifest.value) : []),
      `Run ${run.id}`,
    ]
      .map((line) => plainField(line, 300))
      .join('\n'),
    icon: told.icon,
    contextValue: told.contextValue,
    ...('value' in run.summary && progress === undefined && { expands: 'collapsed' as const }),
    command: { command: commands.openRun, title: 'Open Run', arguments: [{ root, id: run.id }] },
  };
}

function lastText([newest]: readonly RunLine[], nowMs: number): string | undefined {
  return newest === undefined ? undefined : ageText(Date.parse(newest.startedAt), nowMs);
}

function encoded(text: string): string {
  return encodeURIComponent(text.toWellFormed());
}
