import type { JudgeUse } from '#protocol/score.ts';
import type { ModelReply } from '#protocol/reply.ts';

/** What the judges of one trial, or of all trials of a candidate, took. */
export class JudgeMeter {
  private readonly byModel = new Map<string, JudgeUse>();

  add(use: JudgeUse): void {
    const before = this.byModel.get(use.model);
    this.byModel.set(use.model, before === undefined ? use : sumOf(before, use));
  }

  /** In the order they were first asked; absent where none was. */
  get uses(): { readonly judging?: readonly JudgeUse[] } {
    return this.byModel.size === 0 ? {} : { judging: [...this.byModel.values()] };
  }
}

function sumOf({ costUsd: before, ...a }: JudgeUse, { costUsd, ...b }: JudgeUse): JudgeUse {
  return {
    model: a.model,
    calls: a.calls + b.calls,
    failed: a.failed + b.failed,
    inputTokens: a.inputTokens + b.inputTokens,
    outputTokens: a.outputTokens + b.outputTokens,
    withoutUsage: a.withoutUsage + b.withoutUsage,
    // One part that nobody can price makes the whole unknown.
    ...(before === undefined || costUsd === undefined ? {} : { costUsd: before + costUsd }),
  };
}

/** What a call took of which nothing came. */
export const noUse: Omit<JudgeUse, 'model'> = {
  calls: 0,
  failed: 0,
  inputTokens: 0,
  outputTokens: 0,
  withoutUsage: 0,
  costUsd: 0,
};

/** What one answer took. */
export function useOf(model: string, { usage, costUsd }: ModelReply): JudgeUse {
  const { costUsd: _free, ...none } = noUse;
  return {
    ...none,
    model,
    calls: 1,
    inputTokens: usage?.inputTokens ?? 0,
    outputTokens: usage?.outputTokens ?? 0,
    withoutUsage: usage === undefined ? 1 : 0,
    ...(costUsd === undefined ? {} : { costUsd }),
  };
}
