import type {
  CaseRow,
  EvaluatorName,
  RowChange,
  RowOutcome,
  RunState,
} from '#protocol/panelRun.ts';
import { chance, oneOf } from './chance.ts';
import { hostileReplies } from './hostileReplies.ts';
import { answerTo, queues, ticketAt, type Ticket } from './tickets.ts';

/** One candidate as it is made up: how often it is right, what a reply costs, how long it takes. */
export interface Maker {
  readonly variant: string;
  readonly model: string;
  readonly skill: number;
  readonly usd: number;
  readonly ms: number;
}

export interface FakeRunPlan {
  readonly id: string;
  readonly startedAt: string;
  readonly endedAt?: string;
  readonly state: RunState;
  readonly commit?: string;
  readonly cases: number;
  readonly repeats: number;
  readonly makers: readonly Maker[];
  readonly promptVersion: number;
  readonly isHostile?: boolean;
  readonly hasBaseline?: boolean;
  /** How many rows are there by now, where it is still going on. */
  readonly finished?: () => number;
}

export const promptFile = 'prompts/triage.prompt.yml';
export const promptName = 'ticket-triage';

export const evaluators: readonly EvaluatorName[] = [
  { name: 'right queue', kind: 'label', level: 'corpus', better: 'higher', hasLabels: true },
  { name: 'polite', kind: 'llm', level: 'case', better: 'higher', hasLabels: false },
  { name: 'words', kind: 'word-count', level: 'case', better: 'lower', hasLabels: false },
];

/** Rows are worked out when they are looked at: a run of 100,000 takes no room. */
export class FakeRun {
  readonly plan: FakeRunPlan;
  readonly rows: number;

  constructor(plan: FakeRunPlan) {
    this.plan = plan;
    this.rows = plan.cases * plan.makers.length;
  }

  get finished(): number {
    return Math.min(this.rows, this.plan.finished?.() ?? this.rows);
  }

  /** The number of the row; the plan goes case by case. */
  indexOf(caseId: string, candidate: number): number | undefined {
    const found = /^(?:ticket|hostile)-0*(\d+)$/.exec(caseId);
    if (found === null) return undefined;
    const index = (Number(found[1]) - 1) * this.plan.makers.length + candidate;
    return index >= 0 && index < this.rows ? index : undefined;
  }

  ticketOf(index: number): Ticket {
    const at = Math.floor(index / this.plan.makers.length);
    const ticket = ticketAt(at);
    if (this.plan.isHostile !== true) return ticket;
    return { ...ticket, id: `hostile-${String(at + 1).padStart(4, '0')}` };
  }

  makerOf(index: number): Maker {
    const maker = this.plan.makers[index % this.plan.makers.length];
    if (maker === undefined) throw new Error('A run has candidates.');
    return maker;
  }

  isRight(index: number, repeat: number): boolean {
    const { skill, model, variant } = this.makerOf(index);
    const { id } = this.ticketOf(index);
    // Hard tickets are hard for everyone.
    const ease = 0.55 * chance('ease', id) + 0.45 * chance(this.plan.id, id, model, variant);
    return ease + 0.06 * chance('repeat', id, repeat, model) < 0.15 + 0.75 * skill;
  }

  replyOf(index: number, repeat: number): string {
    const ticket = this.ticketOf(index);
    if (this.plan.isHostile === true) {
      return (
        hostileReplies[Math.floor(index / this.plan.makers.length) % hostileReplies.length] ?? ''
      );
    }
    const { variant, model } = this.makerOf(index);
    return answerTo(ticket, this.isRight(index, repeat), variant !== 'base', `${model}${repeat}`);
  }

  errorOf(index: number): string | undefined {
    if (this.plan.isHostile === true) return undefined;
    const { id } = this.ticketOf(index);
    return chance('error', this.plan.id, id, index) < 0.012
      ? oneOf(['timeout', 'overloaded', 'rate-limited'], index)
      : undefined;
  }

  row(index: number): CaseRow {
    const ticket = this.ticketOf(index);
    const base = {
      caseId: ticket.id,
      candidate: index % this.plan.makers.length,
      input: ticket.text,
      expected: ticket.queue,
      tags: ticket.tags,
    };
    const { repeats } = this.plan;
    if (index >= this.finished) {
      return {
        ...base,
        outcome: 'running',
        judged: 0,
        passed: 0,
        scores: [null, null, null],
        excerpt: '',
      };
    }
    const error = this.errorOf(index);
    if (error !== undefined) {
      const excerpt = `${error}: the provider gave no answer after 4 attempts`;
      return {
        ...base,
        outcome: 'error',
        judged: 0,
        passed: 0,
        scores: [null, null, null],
        excerpt,
        ...this.change('error', index),
      };
    }
    let passed = 0;
    for (let repeat = 0; repeat < repeats; repeat += 1)
      passed += this.isRight(index, repeat) ? 1 : 0;
    const outcome = passed === repeats ? 'passed' : 'failed';
    const { ms, usd, model } = this.makerOf(index);
    const reply = this.replyOf(index, 0);
    return {
      ...base,
      outcome,
      judged: repeats,
      passed,
      scores: [
        passed / repeats,
        chance('polite', ticket.id, model) < 0.1 ? null : chance('polite', ticket.id) < 0.9 ? 1 : 0,
        reply.length < 20 ? 1 : 40,
      ],
      excerpt: reply.slice(0, 200),
      tokens: 80 + Math.floor(ticket.text.length / 4) + Math.ceil(Math.min(reply.length, 9000) / 4),
      costUsd: usd * (0.8 + 0.4 * chance('usd', index)),
      latencyMs: Math.round(ms * (0.6 + 1.4 * chance('ms', index) ** 3)),
      ...this.change(outcome, index),
    };
  }

  private change(outcome: RowOutcome, index: number): { change?: RowChange } {
    if (this.plan.hasBaseline !== true) return {};
    const luck = chance('change', this.plan.id, index);
    if (luck < 0.02) return { change: 'new' };
    if (luck < 0.06) return { change: outcome === 'passed' ? 'to-passed' : 'to-failed' };
    return { change: luck < 0.1 ? 'moved' : 'unchanged' };
  }

  /** Expected label (row) against replied label (column), `invalid` last. */
  labelCounts(candidate: number): number[][] {
    const counts = queues.map(() => [0, 0, 0, 0, 0]);
    for (let index = candidate; index < this.finished; index += this.plan.makers.length) {
      if (this.errorOf(index) !== undefined) continue;
      const [said = ''] = this.replyOf(index, 0).split('\n');
      const row = counts[queues.findIndex((queue) => queue === this.ticketOf(index).queue)];
      const at = queues.findIndex((queue) => queue === said);
      const column = at === -1 ? queues.length : at;
      if (row !== undefined) row[column] = (row[column] ?? 0) + 1;
    }
    return counts;
  }
}
