import * as z from 'zod/mini';
import type { Metric } from '../metric.ts';
import { reasonShape } from './choices.ts';
import { numbersFault } from './claims.ts';
import {
  defineJudge,
  judgeSetting,
  scored,
  type JudgeDeclaration,
  type JudgeSettings,
} from './judge.ts';
import { transcriptSetting } from './settings.ts';
import { nothing, transcriptOf, turnTexts, type Turn } from './sources.ts';

/** Judges that give a verdict on each turn of the assistant. */

interface TurnSettings extends JudgeSettings {
  readonly transcript?: string | undefined;
}

interface TurnJudge<Settings extends TurnSettings> extends Pick<
  JudgeDeclaration<Settings>,
  'kind' | 'version' | 'title' | 'documentation' | 'useCases' | 'settings'
> {
  readonly task: (settings: Settings, turns: readonly Turn[]) => string;
}

const verdictsShape = z.object({
  verdicts: z.array(
    z.object({
      number: z.number().check(z.describe('number of the turn')),
      reason: reasonShape,
      good: z.boolean(),
    }),
  ),
});

/** The share of the assistant's turns that are good; all of them pass. */
function turnJudge<Settings extends TurnSettings>({
  task,
  ...declared
}: TurnJudge<Settings>): Metric<Settings> {
  return defineJudge<Settings>({
    ...declared,
    needs: ['reply', 'values'],
    async judge(evidence, settings, bench) {
      const turns = transcriptOf(evidence, settings.transcript);
      const numbers = turns.flatMap(({ role }, place) => (role === 'assistant' ? [place + 1] : []));
      const { verdicts } = await bench.ask({
        task: `${task(settings, turns)}\n\nGive a verdict on each turn of the assistant, by its number: ${numbers.join(', ')}.`,
        texts: turnTexts(turns),
        shape: verdictsShape,
        fault: ({ verdicts: found }) => numbersFault(found, numbers),
      });
      const sorted = verdicts.toSorted((a, b) => a.number - b.number);
      const good = sorted.filter((one) => one.good).length;
      const first = sorted.find((one) => !one.good);
      const why =
        first === undefined
          ? `all ${sorted.length} turns`
          : `${good} of ${sorted.length} turns; first not in turn ${first.number}: ${first.reason}`;
      const details = {
        turns: sorted.map(({ number, reason, good: isGood }) => ({ number, good: isGood, reason })),
        ...(first === undefined ? {} : { firstFailing: first.number }),
      };
      return scored(good / sorted.length, why, details, first === undefined);
    },
  });
}

interface TopicSettings extends TurnSettings {
  readonly topics: readonly string[];
}

export const topicAdherence: Metric<TopicSettings> = turnJudge<TopicSettings>({
  kind: 'topic-adherence',
  version: 1,
  title: 'Topic adherence',
  documentation:
    "The share of the assistant's turns that keep to `topics`, or decline to leave them; it passes where all of them do. " +
    'The verdict and reason of each turn are kept, and the first that failed is named. ' +
    'A turn that declines what was on topic counts as failed. Source: Ragas, `topic_adherence`, as a share of turns.',
  useCases: ['chat', 'agents'],
  settings: z.strictObject({
    topics: z
      .array(z.string().check(z.minLength(1)))
      .check(z.minLength(1), z.maxLength(50), z.describe('What the assistant is there for.')),
    ...transcriptSetting,
    ...judgeSetting,
  }),
  task: ({ topics }) =>
    `You are shown a conversation turn by turn. The assistant is there for these topics alone:\n${topics.map((topic) => `- ${topic}`).join('\n')}\n\nA turn of the assistant is good where it keeps to them, or declines to talk about anything else. It is not good where it goes into another topic, or declines what belongs to them.`,
});

interface RoleSettings extends TurnSettings {
  readonly role?: string | undefined;
}

export const roleAdherence: Metric<RoleSettings> = turnJudge<RoleSettings>({
  kind: 'role-adherence',
  version: 1,
  title: 'Role adherence',
  documentation:
    "The share of the assistant's turns that stay in the role that `role` describes, or the conversation's own instructions where it is left out; it passes where all of them do. " +
    'The verdict and reason of each turn are kept, and the first that failed is named. ' +
    'Source: DeepEval, `RoleAdherence`: turns in the role ÷ turns.',
  useCases: ['chat', 'agents'],
  settings: z.strictObject({
    role: z.optional(
      z
        .string()
        .check(
          z.minLength(1),
          z.describe('The role. Left out: the instructions of the conversation.'),
        ),
    ),
    ...transcriptSetting,
    ...judgeSetting,
  }),
  task: ({ role }, turns) => {
    if (role === undefined && !turns.some((turn) => turn.role === 'system')) {
      return nothing('there is no `role`, and the conversation has no instructions');
    }
    const described =
      role === undefined
        ? 'The role of the assistant is what the turns named "instructions" say.'
        : `The role of the assistant:\n${role}`;
    return `You are shown a conversation turn by turn. ${described}\n\nA turn of the assistant is good where it stays in this role: in what it does, what it knows and how it talks.`;
  },
});

export const knowledgeRetention: Metric<TurnSettings> = turnJudge<TurnSettings>({
  kind: 'knowledge-retention',
  version: 1,
  title: 'Knowledge retention',
  documentation:
    "The share of the assistant's turns that forget nothing the user has said before: no question that is answered already, nothing that contradicts it; it passes where all of them do. " +
    'The verdict and reason of each turn are kept, and the first that failed is named. ' +
    'Source: DeepEval, `KnowledgeRetention`: turns without a loss ÷ turns.',
  useCases: ['chat', 'agents'],
  settings: z.strictObject({ ...transcriptSetting, ...judgeSetting }),
  task: () =>
    'You are shown a conversation turn by turn. A turn of the assistant is good where it keeps in mind what the user has said in earlier turns. It is not good where it asks for something the user has told already, or contradicts or ignores it.',
});
