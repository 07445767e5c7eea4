/** Measures what the goals for speed and size speak of, on the built program. `npm run bench -- --help` says how. */
import { execFileSync } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { comparing } from './comparing.ts';
import { activation, authoring, fileEvents, lenses, running } from './extension.ts';
import { history } from './history.ts';
import { lint } from './lint.ts';
import { memory } from './memory.ts';
import { metrics } from './metrics.ts';
import { panel } from './panel.ts';
import { repeated } from './repeated.ts';
import { atLeast, rowJson, rowText, type Row } from './row.ts';
import { scorers } from './scorers.ts';
import { firstRequest, startUp } from './start.ts';
import { throughputWithLatency, throughputWithoutLatency } from './throughput.ts';
import { views } from './views.ts';

const { values } = parseArgs({
  options: {
    json: { type: 'string' },
    only: { type: 'string', multiple: true, default: [] },
    quick: { type: 'boolean', default: false },
    help: { type: 'boolean', default: false },
  },
});
const { quick } = values;
const cases = quick ? 2000 : 10_000;
const busy = { cases, concurrency: 32, times: quick ? 1 : 3 };

const benches: Readonly<Record<string, () => readonly Row[] | Promise<readonly Row[]>>> = {
  start: () => startUp(quick ? 3 : 7),
  first: () => firstRequest([1000, 50_000], quick ? 1 : 3),
  cpu: () => throughputWithoutLatency(busy),
  streamed: () => throughputWithoutLatency({ ...busy, stream: true }),
  views: () => views(quick ? 10_000 : 100_000, quick ? 1 : 5),
  history: () => history(quick ? 1000 : 10_000, quick ? 3 : 7),
  scorers: () => scorers(quick ? 500 : 3000, quick ? 1 : 3),
  metrics: () => metrics(quick ? 1000 : 10_000, quick ? 1 : 3),
  lint: () => lint(quick ? 200 : 1000, quick ? 2 : 5),
  comparing,
  repeated: () => repeated(cases, quick ? 1 : 3),
  memory: () => memory(quick ? [1000, 10_000] : [1000, 10_000, 50_000, 100_000]),
  activation: () => activation(quick ? 3 : 7),
  panel: () => panel(quick ? 1 : 3),
  lenses,
  authoring,
  running,
  fileEvents,
  latency128: () => throughputWithLatency({ cases, concurrency: 128 }, atLeast(0.9)),
  latency32: () =>
    throughputWithLatency({ cases: quick ? 1000 : cases, concurrency: 32 }, atLeast(0.95)),
};

if (values.help) {
  console.log(`node bench/main.ts [--quick] [--json FILE] [--only NAME …]
--quick  fewer cases, about two minutes; what a start costs weighs more then
--json   writes [{name, value, goal, holds}]
--only   ${Object.keys(benches).join(', ')}`);
} else {
  await bench();
}

async function bench(): Promise<void> {
  const unknown = values.only.filter((name) => !(name in benches));
  if (unknown.length > 0) throw new Error(`There is no bench "${unknown.join(', ')}".`);
  const root = fileURLToPath(new URL('..', import.meta.url));
  execFileSync(process.execPath, ['esbuild.mjs', '--production'], { cwd: root, stdio: 'inherit' });
  const rows: Row[] = [];
  for (const [name, measureRows] of Object.entries(benches)) {
    if (values.only.length > 0 && !values.only.includes(name)) continue;
    for (const row of await measureRows()) {
      rows.push(row);
      console.log(rowText(row));
    }
  }
  if (values.json !== undefined) {
    await writeFile(values.json, `${JSON.stringify(rows.map(rowJson), undefined, 2)}\n`);
  }
}
