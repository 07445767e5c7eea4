import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { runInside } from '../test/vscode/inside.ts';
import { bundle } from '../test/vscode/scenarios.ts';
import { median } from './median.ts';
import { atMost, shown, type Row } from './row.ts';

const source = fileURLToPath(new URL('inside', import.meta.url));
const bundles = fileURLToPath(new URL('../out/bench-inside', import.meta.url));

type Measured = Readonly<Record<string, number>>;

/** From `activate()` being called to its end, its code being loaded included, in a window that did not know it. */
export async function activation(times: number): Promise<readonly Row[]> {
  const starts: Measured[] = [];
  for (let round = 0; round < times; round += 1) starts.push(await inside('activation'));
  const middle = (name: string): number => median(starts.map((one) => one[name] ?? Number.NaN));
  const kilobytes = (name: string): number => middle(name) / 1000;
  return [
    {
      name: 'activation',
      value: middle('activate'),
      unit: 'ms',
      goal: atMost(60),
      note: `median of ${times} starts: ${starts.map((one) => shown(one['activate'] ?? 0)).join(', ')}`,
    },
    {
      name: 'script loaded when activation has ended',
      value: kilobytes('activateBytes'),
      unit: 'KB',
      goal: atMost(300),
      note: `${middle('activateFiles')} files`,
    },
    {
      name: 'until 200 prompts are known',
      value: middle('ready'),
      unit: 'ms',
      note: 'from the start of the activation',
    },
    {
      name: 'script loaded once they are, and checked',
      value: kilobytes('readyBytes'),
      unit: 'KB',
      note: `${middle('readyFiles')} files, no run`,
    },
  ];
}

/** Lenses over 2,000 cases, from the event of an edit to the moment when they are given as it has made them. */
export async function lenses(): Promise<readonly Row[]> {
  const found = await inside('lenses');
  const kinds = {
    prompt: '.prompt.yml',
    jsonl: 'JSONL',
    csv: 'CSV',
    yaml: 'YAML, list at the top',
    'yaml-cases': 'YAML, below cases',
  };
  return Object.entries(kinds).map(([kind, name]) => {
    const of = (figure: string): number => found[`${kind} ${figure}`] ?? Number.NaN;
    const ratio = of('p50') / of('whole');
    return {
      name: `lenses after an edit, 2000 cases in ${name}, p95`,
      value: of('p95'),
      unit: 'ms',
      goal: atMost(100),
      note: `p50 ${shown(of('p50'))} ms, CPU ${shown(of('cpu'))} ms, ${shown(ratio)} of reading it whole (${shown(of('whole'))} ms)`,
    };
  });
}

/** From an edit of a prompt of 5,000 lines to the answer that shows it. The preview waits 200 ms for more edits. */
export async function authoring(): Promise<readonly Row[]> {
  const found = await inside('authoring');
  const goals = { problems: 150, hints: 150, tokens: 150, links: 150, actions: 300, preview: 500 };
  return Object.entries(goals).map(([name, goal]) => ({
    name: `${name} after an edit, 5000 lines, p95`,
    value: found[`${name} p95`] ?? Number.NaN,
    unit: 'ms',
    goal: atMost(goal),
    note: `p50 ${shown(found[`${name} p50`] ?? Number.NaN)} ms`,
  }));
}

/** A run of 2,000 cases, 20 ms each, with its dataset and the view of prompts in sight. */
export async function running(): Promise<readonly Row[]> {
  const found = await inside('running', { otherwise: { latencyMs: 20 } });
  const of = (name: string): number => found[name] ?? Number.NaN;
  if (of('finished') !== 2000) throw new Error(`${of('finished')} of 2000 cases were answered.`);
  return [
    {
      name: 'event-loop delay while 2000 cases run, p99',
      value: of('p99'),
      unit: 'ms',
      goal: atMost(50),
      note: `max ${shown(of('max'))} ms, p50 ${shown(of('p50'))} ms, run ${shown(of('wall'))} ms`,
    },
    { name: 'cancelling it', value: of('cancel'), unit: 'ms', goal: atMost(1000) },
    { name: 'requests after cancelling', value: of('afterCancel'), unit: '', goal: atMost(0) },
  ];
}

/** 5,000 files that are written in two seconds. */
export async function fileEvents(): Promise<readonly Row[]> {
  const found = await inside('fileEvents');
  const of = (name: string): number => found[name] ?? Number.NaN;
  return [
    {
      name: '5000 file events, longest block of the event loop',
      value: of('max'),
      unit: 'ms',
      note: `p99 ${shown(of('p99'))} ms, written in ${shown(of('written within'))} ms, ${of('heard')} heard`,
    },
    { name: '5000 file events, runs started', value: of('started'), unit: '', goal: atMost(0) },
    {
      name: '5000 file events, files read again',
      value: of('reads'),
      unit: '',
      note: `100 datasets changed; told ${of('told')} times`,
    },
  ];
}

type Script = NonNullable<Parameters<typeof runInside>[0]['script']>;

/** One start of VS Code on an empty folder, which the bench fills. */
async function inside(name: string, script?: Script): Promise<Measured> {
  const profile = process.env['ASSAY_BENCH_PROFILE'];
  await rm(bundles, { recursive: true, force: true });
  await bundle(source, ['index.ts'], bundles);
  const { events, problem } = await runInside({
    name: `bench ${name}`,
    workspace: 'empty',
    testsEntry: join(bundles, 'index.cjs'),
    env: { ASSAY_BENCH: name, ...(profile !== undefined && { ASSAY_BENCH_PROFILE: profile }) },
    limitMs: 300_000,
    ...(script !== undefined && { script }),
  });
  const failure = events.find((event) => event.kind === 'failed');
  if (failure !== undefined) throw new Error(failure.error);
  if (problem !== undefined) throw new Error(problem);
  return Object.fromEntries(
    events.flatMap((event) => (event.kind === 'measured' ? [[event.name, event.value]] : [])),
  );
}
