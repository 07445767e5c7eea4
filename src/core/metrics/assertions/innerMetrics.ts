import type { Assertion } from '#protocol/assertion.ts';
import type { Problem } from '#protocol/problem.ts';
import { sortedJson } from '#base/sortedJson.ts';
import { fileStart } from '#protocol/problem.ts';
import type { Reading } from '../../documents/reading.ts';
import type { CaseAsk, PrepareContext, PreparedEvaluator } from '../metric.ts';

type Ready = Reading<PreparedEvaluator>;

/** More kinds of assertion than this are got ready again and again: each case may bring a schema of its own. */
const mostKept = 2000;

/** The metrics that the assertions of a prompt's cases use, each got ready once for all cases that use it alike. */
export class InnerMetrics {
  private readonly kept = new Map<string, Ready | Promise<Ready>>();
  private readonly context: PrepareContext;
  private readonly models: ReadonlySet<string>;

  /** `models`: those that may be asked. */
  constructor(context: PrepareContext, models: readonly string[]) {
    this.context = context;
    this.models = new Set(models);
  }

  /** A plain value once it is ready. Never rejects. */
  of({ uses, with: settings = {}, threshold }: Assertion): Ready | Promise<Ready> {
    const key = sortedJson([uses, settings, threshold]);
    const known = this.kept.get(key);
    if (known !== undefined) return known;
    const ready = this.prepare({
      name: '',
      uses,
      with: settings,
      ...(threshold === undefined ? {} : { threshold }),
      range: fileStart,
    });
    if (this.kept.size >= mostKept) this.dropOldest();
    this.kept.set(key, ready);
    void ready.then((reading) => this.kept.has(key) && this.kept.set(key, reading));
    return ready;
  }

  private async prepare(evaluator: Parameters<PrepareContext['prepare']>[0]): Promise<Ready> {
    if (evaluator.uses === 'assertions') return nested;
    const reading = await this.context.prepare(evaluator);
    const { judges = [], embedders = [] } = reading.value ?? {};
    const unlisted = [...new Set([...judges, ...embedders])].find((id) => !this.models.has(id));
    return unlisted === undefined ? reading : refused(unlistedModel(unlisted));
  }

  private dropOldest(): void {
    const [oldest] = this.kept.keys();
    if (oldest !== undefined) this.kept.delete(oldest);
  }
}

/** What one measurement asks of models. */
export function asksOf({ with: settings }: Assertion, ready: PreparedEvaluator): CaseAsk[] {
  const characters = settings === undefined ? 0 : JSON.stringify(settings).length;
  const { judges, calls, embedders } = ready;
  return [
    ...judges.map((model) => ({ model, task: 'chat' as const, calls, characters })),
    ...embedders.map((model) => ({
      model,
      task: 'embedding' as const,
      calls: once,
      characters: 0,
    })),
  ];
}

const once = { low: 1, expected: 1, high: 1 };

function refused(problem: Pick<Problem, 'code' | 'message' | 'next'>): Ready {
  return {
    value: undefined,
    problems: [{ ...problem, severity: 'error', file: '', range: fileStart }],
  };
}

function unlistedModel(id: string): Pick<Problem, 'code' | 'message' | 'next'> {
  return {
    code: 'assertion-model-unlisted',
    message: `it asks ${id}, which the evaluator \`assertions\` does not list.`,
    next: `Add ${id} to its \`judges\` or \`embeddings\`, or \`default\` where it is the default of the suite.`,
  };
}

const nested: Ready = refused({
  code: 'assertion-in-assertion',
  message: 'assertions do not hold the metric `assertions` again.',
  next: 'Write a group: `assert` with a list.',
});
