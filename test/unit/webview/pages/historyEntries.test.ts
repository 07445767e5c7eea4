import assert from 'node:assert/strict';
import type { ForeignPoint, HistoryPoint } from '#protocol/panelHistory.ts';
import { entriesOf } from '#webview/pages/history/historyEntries.ts';
import { figuresOf } from '#webview/pages/history/historyFigures.ts';

function own(run: string, startedAt: string): HistoryPoint {
  return { run, prompt: 0, startedAt, state: 'complete', isPromptChanged: false, candidates: [] };
}

function foreign(id: string, startedAt: string, metric = 'accuracy'): ForeignPoint {
  const metrics = [{ name: metric, value: 0.5 }];
  return { id, name: id, experiment: 'e', server: 's', status: 'FINISHED', startedAt, metrics };
}

describe('a history with runs of other programs', () => {
  it('has all in the order of time', () => {
    const entries = entriesOf(
      [own('a', '2026-01-02'), own('b', '2026-01-04')],
      [foreign('x', '2026-01-01'), foreign('y', '2026-01-03'), foreign('z', '2026-01-05')],
    );
    assert.deepEqual(
      entries.map((one) => ('point' in one ? one.point.run : one.foreign.id)),
      ['x', 'a', 'y', 'b', 'z'],
    );
  });

  it('draws their metrics with the evaluator of the same name, else as figures of their own', () => {
    const evaluators = [
      { name: 'polite', kind: 'llm', level: 'case', better: 'higher', hasLabels: false },
    ] as const;
    const points = [
      foreign('x', '2026-01-01', 'polite'),
      foreign('y', '2026-01-02', 'pass_rate'),
      foreign('z', '2026-01-03', 'loss'),
    ];
    const found = figuresOf({ evaluators }, points).map(({ title, ofForeign }) => [
      title,
      points.filter((point) => ofForeign?.(point) !== undefined).map(({ id }) => id),
    ]);
    assert.deepEqual(found, [
      ['Pass rate', ['y']],
      ['polite', ['x']],
      ['Cost', []],
      ['Latency, p50', []],
      ['loss (MLflow)', ['z']],
    ]);
  });
});
