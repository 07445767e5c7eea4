import { spawn } from 'node:child_process';
import { startMockProvider } from '#support/mockProvider.ts';
import { benchFile, time } from './child.ts';
import { inTurn, median } from './median.ts';
import { makeProject } from './project.ts';
import { startProvider } from './provider.ts';
import { atMost, shown, type Row } from './row.ts';

/** How long the program takes to say its version, and to run a single case. */
export async function startUp(times: number): Promise<readonly Row[]> {
  await using provider = await startProvider(0);
  await using project = await makeProject(provider.baseUrl, 1);
  const { command, surroundings } = project;
  const subjects = {
    nothing: () => time(['-e', '0'], surroundings),
    version: () => time(command('--version'), surroundings),
    loop: () => time([benchFile('loop.mjs'), 'sdk', provider.baseUrl, '1', '1']),
    one: () => time(command('run', '--cache', 'off'), surroundings),
  };
  await inTurn(1, subjects);
  const { nothing, version, loop, one } = await inTurn(times, subjects);
  return [
    {
      name: 'assay --version, of node -e 0',
      value: median(version) / median(nothing),
      unit: '×',
      goal: atMost(3),
      note: `${shown(median(version))} ms, node ${shown(median(nothing))} ms`,
    },
    {
      name: 'one case, of an SDK loop of one',
      value: median(one) / median(loop),
      unit: '×',
      goal: atMost(1.5),
      note: `${shown(median(one))} ms, loop ${shown(median(loop))} ms`,
    },
  ];
}

/** Seconds from the start of the program to its first request. */
export async function firstRequest(
  sizes: readonly number[],
  times: number,
): Promise<readonly Row[]> {
  const rows: Row[] = [];
  for (const cases of sizes) {
    const taken: number[] = [];
    for (let round = 0; round < times; round += 1) taken.push(await untilFirstRequest(cases));
    rows.push({
      name: `first request after start, ${cases} cases`,
      value: median(taken) / 1000,
      unit: 's',
      goal: atMost(0.3),
    });
  }
  return rows;
}

async function untilFirstRequest(cases: number): Promise<number> {
  await using provider = await startMockProvider();
  await using project = await makeProject(provider.baseUrl, cases);
  const { cwd, env } = project.surroundings;
  const startedAt = performance.now();
  const child = spawn(process.execPath, project.command('run', '--cache', 'off'), {
    cwd,
    env: { ...env },
    stdio: 'ignore',
  });
  const ended = new Promise((resolve) => {
    child.on('exit', resolve);
  });
  const look = setInterval(() => {
    if (provider.log().count > 0) child.kill('SIGKILL');
  }, 5);
  await ended;
  clearInterval(look);
  const first = provider.log().requests[0];
  if (first === undefined) throw new Error('The run made no request.');
  return first.atMs - startedAt;
}
