import { measure } from './child.ts';
import { median } from './median.ts';
import { makeProject } from './project.ts';
import { startProvider } from './provider.ts';
import { atLeast, shown, type Row } from './row.ts';

/** Runs that ask nobody: the replies were recorded, or are in the cache. */
export async function repeated(cases: number, times: number): Promise<readonly Row[]> {
  await using provider = await startProvider(0);
  await using project = await makeProject(provider.baseUrl, cases);
  const assay = (...args: readonly string[]) =>
    measure(project.command('run', ...args), project.surroundings);
  await assay('--cache', 'on', '--record');
  await provider.takeCount();
  const rows: Row[] = [];
  for (const [name, args] of Object.entries({
    replayed: ['--replay'],
    cached: ['--cache', 'require'],
  })) {
    const taken: number[] = [];
    for (let round = 0; round < times; round += 1) taken.push((await assay(...args)).wallMs);
    rows.push({
      name: `${name} run`,
      value: (cases / median(taken)) * 1000,
      unit: 'cases/s',
      goal: atLeast(5000),
      note: `${cases} cases in ${shown(median(taken))} ms, start included`,
    });
  }
  const asked = await provider.takeCount();
  if (asked !== 0) throw new Error(`Runs that may ask nobody made ${asked} requests.`);
  return rows;
}
