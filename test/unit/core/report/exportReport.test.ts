import assert from 'node:assert/strict';
import { exportName, writeExport } from '#core/report/exportReport.ts';
import type { ExportWish, SideRef } from '#protocol/panel.ts';
import { promptFile } from '#support/viewedProject.ts';
import { acceptedId, reportedRun, type ReportedRun } from '#support/reportedRun.ts';

const never = new AbortController().signal;

async function written(
  { project }: ReportedRun,
  wish: ExportWish,
  signal = never,
): Promise<{ readonly text: string; readonly code: string }> {
  let text = '';
  const sink = { write: (piece: string) => void (text += piece) };
  const outcome = await writeExport(project.engine, wish, sink, signal);
  return { text, code: outcome.ok ? 'done' : outcome.failure.code };
}

describe('an export', () => {
  it('of a run is the report in the format that was asked for, with every trial where there is room', async () => {
    await using run = await reportedRun('ffppeppp');
    const what = { kind: 'run', run: run.book.manifest.id } as const;
    const page = await written(run, { what, format: 'html' });
    assert.match(page.text, /^<!doctype html>[\s\S]*<\/html>\n$/);
    const json = await written(run, { what, format: 'json' });
    const { cases, comparison } = JSON.parse(json.text) as {
      cases: readonly unknown[];
      comparison: { regressed: boolean };
    };
    assert.deepEqual([cases.length, comparison.regressed], [8, false]);
    assert.match(
      (await written(run, { what, format: 'markdown' })).text,
      /^### Assay: gate passed/,
    );
    assert.equal((await written(run, { what, format: 'csv' })).text.split('\r\n').length, 10);
  });

  it('of a comparison lays each side against the first', async () => {
    await using run = await reportedRun('ffppeppp');
    const { id } = run.book.manifest;
    const accepted: SideRef = {
      kind: 'baseline',
      file: promptFile,
      variant: 'base',
      model: 'mock/small',
    };
    const sides: readonly SideRef[] = [
      { kind: 'run', run: acceptedId, candidate: 0 },
      { kind: 'run', run: id, candidate: 0 },
      { kind: 'run', run: id, candidate: 1 },
    ];
    const page = await written(run, { what: { kind: 'compare', sides }, format: 'html' });
    assert.equal(page.code, 'done');
    assert.equal((page.text.match(/<section class="part"/g) ?? []).length, 2);
    assert.match(page.text, /Parameters that differ[\s\S]*mock\/large/);
    const two = {
      kind: 'compare',
      sides: [accepted, { kind: 'run', run: id, candidate: 0 }],
    } as const;
    const against = await written(run, { what: two, format: 'html' });
    assert.match(against.text, /fails now[\s\S]*Reply before[\s\S]*<del>billing<\/del>/);
  });

  it('says why it cannot be written', async () => {
    await using run = await reportedRun();
    const gone = { what: { kind: 'run', run: 'nowhere' }, format: 'html' } as const;
    assert.equal((await written(run, gone)).code, 'no-such-run');
    const one = { kind: 'compare', sides: [] } as const;
    assert.equal((await written(run, { what: one, format: 'csv' })).code, 'no-such-side');
  });

  it('stops when it is cancelled', async () => {
    await using run = await reportedRun();
    const what = { kind: 'run', run: run.book.manifest.id } as const;
    await assert.rejects(() => written(run, { what, format: 'csv' }, AbortSignal.abort()), {
      name: 'AbortError',
    });
  });

  it('has a name that says what it is', () => {
    const what = { kind: 'run', run: '../01M8' } as const;
    assert.equal(exportName({ what, format: 'markdown' }), 'assay-run-01M8.md');
    const sides = { kind: 'compare', sides: [] } as const;
    assert.equal(exportName({ what: sides, format: 'html' }), 'assay-comparison.html');
  });
});
