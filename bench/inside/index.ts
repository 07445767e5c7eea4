import { writeFileSync } from 'node:fs';
import { Session } from 'node:inspector/promises';
import { activation } from './activation.ts';
import { authoring } from './authoring.ts';
import { fileEvents } from './fileEvents.ts';
import { lenses } from './lenses.ts';
import { running } from './running.ts';
import { given, tell } from './tell.ts';

const benches: Readonly<Record<string, () => Promise<void>>> = {
  activation,
  authoring,
  fileEvents,
  lenses,
  running,
};

/** VS Code calls this in its extension host: measures what `ASSAY_BENCH` names. */
export async function run(): Promise<void> {
  try {
    await profiled(benches[given('ASSAY_BENCH')] ?? (() => Promise.resolve()));
    tell({ kind: 'ended' });
  } catch (error) {
    const text = error instanceof Error ? (error.stack ?? error.message) : String(error);
    tell({ kind: 'failed', title: given('ASSAY_BENCH'), error: text });
    tell({ kind: 'ended' });
    throw error;
  }
}

/** With `ASSAY_BENCH_PROFILE` where the time went is written to that file, as `.cpuprofile`. */
async function profiled(measure: () => Promise<void>): Promise<void> {
  const file = process.env['ASSAY_BENCH_PROFILE'];
  if (file === undefined) {
    await measure();
    return;
  }
  const session = new Session();
  session.connect();
  await session.post('Profiler.enable');
  await session.post('Profiler.start');
  try {
    await measure();
  } finally {
    const { profile } = await session.post('Profiler.stop');
    writeFileSync(file, JSON.stringify(profile));
    session.disconnect();
  }
}
