import { done, failed, type Outcome } from '#base/rpc.ts';
import type { CaseRef, ShownText } from '#protocol/panel.ts';
import type { GateView } from '#protocol/panelGate.ts';
import type {
  CaseDetail,
  LabelTable,
  PersonLabel,
  RawExchange,
  RowOutcome,
  RowsAnswer,
  RowsQuery,
  RunHeading,
  RunView,
  TrialDetail,
} from '#protocol/panelRun.ts';
import { evaluators, promptFile, promptName, type FakeRun } from './fakeRun.ts';
import { fakeGate, fakeResult } from './gateAnswers.ts';
import { candidateView } from './figures.ts';
import { promptText } from './promptTexts.ts';
import { RowOrder } from './rowOrder.ts';
import { queues } from './tickets.ts';

/** Texts that are longer come in parts. */
const firstPart = 20_000;

/** What is said of runs: the part of the host that the page Run speaks with. */
export class RunAnswers {
  private readonly texts = new Map<string, string>();
  private readonly orders = new Map<FakeRun, RowOrder>();
  readonly labels = new Map<string, PersonLabel>();

  heading({ plan }: FakeRun): RunHeading {
    return {
      run: plan.id,
      title: promptName,
      startedAt: plan.startedAt,
      state: plan.state,
      prompts: [{ file: promptFile, name: promptName, hasBaseline: plan.hasBaseline === true }],
      candidates: plan.makers.map(({ variant, model }, candidate) => ({
        candidate,
        prompt: 0,
        variant,
        model,
      })),
    };
  }

  view(run: FakeRun): RunView {
    const { plan } = run;
    const { id, startedAt, endedAt, commit, state, makers, repeats, hasBaseline } = plan;
    const isOver = state !== 'running' || run.finished === run.rows;
    const candidates = makers.map((_, candidate) => candidateView(run, candidate));
    const isDamaged = state === 'damaged';
    return {
      run: id,
      title: promptName,
      startedAt,
      ...(endedAt !== undefined && isOver && { endedAt }),
      ...(commit !== undefined && { commit }),
      state: isOver && state === 'running' ? 'complete' : state,
      problems: isDamaged
        ? [
            'journal.jsonl: line 31 does not match its checksum; what stands after it is left out.',
            'summary.json is missing.',
          ]
        : [],
      finished: run.finished * repeats,
      planned: run.rows * repeats,
      spentUsd: candidates.reduce((sum, one) => sum + (one.costUsd ?? 0), 0),
      ...(isOver && !isDamaged && { gate: fakeResult(candidates) }),
      prompts: [{ file: promptFile, name: promptName }],
      prompt: 0,
      hasBaseline: hasBaseline === true,
      candidates,
      evaluators,
      tags: ['german', 'long', 'smoke'],
    };
  }

  gate(run: FakeRun): GateView {
    return fakeGate(run, this.view(run), (query) => this.rows(run, query).total);
  }

  rows(run: FakeRun, query: RowsQuery): RowsAnswer {
    const order = this.orders.get(run) ?? new RowOrder(run);
    this.orders.set(run, order);
    const shown = order.of(query, new Set(this.labels.keys()));
    const anchor = query.anchor && run.indexOf(query.anchor.caseId, query.anchor.candidate);
    const anchorAt = anchor === undefined ? -1 : shown.indexOf(anchor);
    const rows = shown.slice(query.from, query.from + query.count).map((index) => {
      const row = run.row(index);
      const thumb = this.labels.get(`${row.candidate} ${row.caseId}`)?.thumb;
      return thumb === undefined ? row : { ...row, thumb };
    });
    return { total: shown.length, from: query.from, rows, ...(anchorAt >= 0 && { anchorAt }) };
  }

  detail(run: FakeRun, { caseId, candidate }: CaseRef): Outcome<CaseDetail> {
    const index = run.indexOf(caseId, candidate);
    if (index === undefined) return failed('no-such-case', `The run has no case "${caseId}".`);
    const ticket = run.ticketOf(index);
    const { id, makers, promptVersion } = run.plan;
    const { variant } = run.makerOf(index);
    const [system = '', user = ''] = promptText(promptVersion, variant)
      .replace('system:\n', '')
      .split('\n\nuser:\n');
    const row = run.row(index);
    const others = makers.flatMap((maker, other) => {
      if (other === candidate) return [];
      const at = index - candidate + other;
      const { outcome } = run.row(at);
      const name = {
        candidate: other,
        prompt: 0,
        variant: maker.variant,
        model: maker.model,
        outcome,
      };
      return [
        outcome === 'error' || outcome === 'running'
          ? name
          : { ...name, reply: this.shown(run.replyOf(at, 0)) },
      ];
    });
    const label = this.labels.get(`${candidate} ${caseId}`);
    return done({
      run: id,
      prompt: 0,
      caseId,
      candidate,
      source: { file: 'data/tickets.jsonl', line: Math.floor(index / makers.length) + 1 },
      values: { ticket: ticket.text, customer: { plan: 'team', since: 2021 } },
      tags: ticket.tags,
      expected: { start: ticket.queue, length: ticket.queue.length },
      messages: [
        { role: 'system', content: this.shown(system) },
        { role: 'user', content: this.shown(user.replace('{{ticket}}', ticket.text)) },
      ],
      trials: this.trials(run, index),
      ...(run.plan.hasBaseline === true &&
        row.change !== 'new' && { baseline: this.baseline(run, index, row.outcome) }),
      others,
      ...(label !== undefined && { label }),
    });
  }

  private baseline(run: FakeRun, index: number, now: RowOutcome): CaseDetail['baseline'] & object {
    const isOther = run.row(index).change === 'to-failed' || run.row(index).change === 'to-passed';
    const outcome = isOther ? (now === 'passed' ? 'failed' : 'passed') : now;
    const reply = run
      .replyOf(index, 0)
      .slice(0, 2000)
      .replace(
        'which only that team can look into',
        'and the other queues cannot look into payments',
      );
    return { outcome, reply: this.shown(reply) };
  }

  private trials(run: FakeRun, index: number): readonly TrialDetail[] {
    const row = run.row(index);
    if (row.outcome === 'running') return [];
    return Array.from({ length: run.plan.repeats }, (_, repeat): TrialDetail => {
      const error = run.errorOf(index);
      if (error !== undefined) {
        const message = 'The provider gave no answer after 4 attempts.';
        return {
          repeat,
          state: 'error',
          outcome: 'error',
          failure: { code: error, message },
          scores: [],
          attempts: 4,
        };
      }
      const isRight = run.isRight(index, repeat);
      const [, polite] = row.scores;
      return {
        repeat,
        state: 'replied',
        outcome: isRight ? 'passed' : 'failed',
        reply: this.shown(run.replyOf(index, repeat)),
        scores: [
          {
            evaluator: 'right queue',
            score: {
              outcome: 'scored',
              value: isRight ? 1 : 0,
              pass: isRight,
              why: isRight ? 'the label is the expected one' : `expected "${row.expected}"`,
            },
          },
          polite === null || polite === undefined
            ? {
                evaluator: 'polite',
                score: {
                  outcome: 'failed',
                  why: 'the judge gave none of its choices: "Hard to say."',
                },
              }
            : {
                evaluator: 'polite',
                score: {
                  outcome: 'scored',
                  value: polite,
                  why: 'The reply is neutral and answers the question.',
                },
                detail: this.shown('{\n  "choice": "yes",\n  "model": "openai/gpt-5"\n}'),
              },
          { evaluator: 'words', score: { outcome: 'scored', value: row.scores[2] ?? 0 } },
        ],
        inputTokens: Math.round((row.tokens ?? 0) * 0.9),
        outputTokens: Math.round((row.tokens ?? 0) * 0.1),
        ...(row.costUsd !== undefined && { costUsd: row.costUsd }),
        ...(row.latencyMs !== undefined && { latencyMs: row.latencyMs + repeat * 12 }),
        source: repeat === 2 ? 'cache' : 'live',
        attempts: 1,
      };
    });
  }

  raw(run: FakeRun, { caseId, candidate }: CaseRef): RawExchange {
    const index = run.indexOf(caseId, candidate) ?? 0;
    const { model } = run.makerOf(index);
    const request = {
      model,
      messages: [{ role: 'user', content: run.ticketOf(index).text }],
      temperature: 0,
    };
    const response = {
      id: 'chatcmpl-1',
      model,
      choices: [{ message: { content: run.replyOf(index, 0) } }],
    };
    return {
      request: this.shown(JSON.stringify(request, undefined, 2)),
      response: this.shown(JSON.stringify(response, undefined, 2)),
    };
  }

  labelTable(run: FakeRun, candidate: number): LabelTable {
    const counts = run.labelCounts(candidate);
    const labels = queues.map((label, place) => {
      const support = counts[place]?.reduce((sum, one) => sum + one, 0) ?? 0;
      const hit = counts[place]?.[place] ?? 0;
      const said = counts.reduce((sum, row) => sum + (row[place] ?? 0), 0);
      const precision = said === 0 ? null : hit / said;
      const recall = support === 0 ? null : hit / support;
      const f1 =
        precision === null || recall === null || precision + recall === 0
          ? null
          : (2 * precision * recall) / (precision + recall);
      return { label, precision, recall, f1, cases: support };
    });
    return { labels, replied: [...queues, 'invalid'], counts };
  }

  shown(text: string): ShownText {
    if (text.length <= firstPart) return { start: text, length: text.length };
    const ref = `text-${text.length}-${text.slice(0, 20)}`;
    this.texts.set(ref, text);
    return { start: text.slice(0, firstPart), length: text.length, ref };
  }

  read(ref: string, from: number, count: number): Outcome<{ text: string }> {
    const text = this.texts.get(ref);
    if (text === undefined)
      return failed('text-gone', 'This text is not there any more.', 'Open the case again.');
    return done({ text: text.slice(from, from + count) });
  }
}
