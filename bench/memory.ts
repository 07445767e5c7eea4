import { measure } from './child.ts';
import { makeProject } from './project.ts';
import { startProvider } from './provider.ts';
import { atMost, shown, type Row } from './row.ts';

/** The goals speak of runs up to this size. */
const largestGoal = 50_000;

/** Peak memory of runs of rising size, and what they leave on disk. `sizes`: the first is what the others are compared with. */
export async function memory(sizes: readonly number[]): Promise<readonly Row[]> {
  await using provider = await startProvider(0);
  const rows: Row[] = [];
  let least = Number.POSITIVE_INFINITY;
  for (const cases of sizes) {
    await using project = await makeProject(provider.baseUrl, cases);
    const { peakBytes } = await measure(
      project.command('run', '--cache', 'off', '--concurrency', '32'),
      project.surroundings,
    );
    const hasGoal = cases <= largestGoal;
    const megabytes = peakBytes / 1024 ** 2;
    rows.push({
      name: `peak memory, ${cases} cases`,
      value: megabytes,
      unit: 'MB',
      ...(hasGoal && { goal: atMost(200) }),
    });
    if (cases === sizes[0]) least = megabytes;
    else {
      const value = megabytes / least;
      const note = `${shown(least)} MB at ${sizes[0]}`;
      const name = `peak memory, ${cases} cases of that of ${sizes[0]}`;
      rows.push({ name, value, unit: '×', ...(hasGoal && { goal: atMost(1.3) }), note });
    }
    if (cases === sizes.at(-1)) {
      const value = (await project.runBytes()) / cases / 1024;
      rows.push({ name: 'on disk per case', value, unit: 'KB', goal: atMost(2) });
    }
  }
  return rows;
}
