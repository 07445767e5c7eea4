import type { EvalCase } from '#protocol/case.ts';
import { fileStart, type Problem } from '#protocol/problem.ts';
import type { ModelVerdict } from '../catalogue/policy.ts';
import { quoteFound, warningAt } from '../documents/problems.ts';
import type { Recording } from '../models/layers/recordings.ts';
import { requestKey } from '../models/layers/requestKey.ts';
import { messagesOf, type Prompt } from '../prompts/prompt.ts';
import type { RenderVariant } from './renderVariants.ts';

/** Prompt, case and model → the keys of what was recorded of them. */
export class RecordedRequests {
  private readonly keys = new Map<string, Set<string>>();

  constructor(recordings: { readonly all: Iterable<Recording> }) {
    for (const { prompt, model, key, case: id } of recordings.all) {
      if (prompt === undefined || id === undefined) continue;
      const place = placeOf(prompt, id, model);
      const known = this.keys.get(place);
      if (known === undefined) this.keys.set(place, new Set([key]));
      else known.add(key);
    }
  }

  of(prompt: string, id: string, model: string): ReadonlySet<string> | undefined {
    return this.keys.get(placeOf(prompt, id, model));
  }
}

function placeOf(prompt: string, id: string, model: string): string {
  return JSON.stringify([prompt, id, model]);
}

/** Told one by one up to here. */
const mostStale = 5;

/** Cases that have recordings, all of them of another request than the one that would be sent now. */
export class StaleRecordings {
  private readonly prompt: Prompt;
  private readonly recorded: RecordedRequests;
  private readonly judgeModel: (id: string) => ModelVerdict;
  private readonly stale: { readonly testCase: EvalCase; readonly model: string }[] = [];
  private fresh = 0;

  constructor(
    prompt: Prompt,
    recorded: RecordedRequests,
    judgeModel: (id: string) => ModelVerdict,
  ) {
    this.prompt = prompt;
    this.recorded = recorded;
    this.judgeModel = judgeModel;
  }

  take(testCase: EvalCase, variants: readonly RenderVariant[]): void {
    for (const { id } of this.prompt.models) {
      const keys = this.recorded.of(this.prompt.name, testCase.id, id);
      const verdict = keys === undefined ? undefined : this.judgeModel(id);
      if (keys === undefined || verdict?.allowed !== true) continue;
      const { provider, name } = verdict.entry;
      const isFresh = variants.some(({ render, parameters, responseFormat }) => {
        const messages = render(testCase.values);
        const format = responseFormat === undefined ? {} : { responseFormat };
        return keys.has(requestKey(provider, name, { messages, parameters, ...format, repeat: 0 }));
      });
      if (isFresh) this.fresh += 1;
      else this.stale.push({ testCase, model: id });
    }
  }

  finish(): readonly Problem[] {
    const { stale, fresh, prompt } = this;
    const [first] = stale;
    if (first === undefined) return [];
    const next = 'Record again with `assay run --record`.';
    if (fresh > 0 && stale.length <= mostStale)
      return stale.map(({ testCase: { id, source }, model }) => {
        const start = { line: source.line, column: 1 };
        return warningAt(
          source.file,
          { start, end: start },
          'recording-stale',
          `What is recorded of the case ${quoteFound(id)} with ${quoteFound(model)} is of another request than the one that would be sent now.`,
          next,
        );
      });
    const [message] = messagesOf(prompt);
    return [
      warningAt(
        prompt.file,
        message?.range ?? fileStart,
        'recording-stale',
        `${stale.length} of ${stale.length + fresh} recorded cases are of another request than the one that would be sent now, the first is ${quoteFound(first.testCase.id)}.`,
        next,
      ),
    ];
  }
}
