import type { Label, LabelVerdict } from '#protocol/label.ts';
import { sha256 } from '../files/hash.ts';

/** One text with what people say of it. */
export interface LabelledReply {
  readonly caseId: string;
  readonly reply: string;
  /** One a person. */
  readonly verdicts: readonly LabelVerdict[];
  /** The verdict of most, or the mean of numbers. Absent: as many say the one as the other. */
  readonly gold?: LabelVerdict;
}

/**
 * The labels that are about an evaluator, by reply, in the order they came. Those of a whole reply are about it only
 * where the prompt has no other evaluator.
 */
export function labelledReplies(
  labels: readonly Label[],
  evaluator: string,
  isOnlyEvaluator: boolean,
): readonly LabelledReply[] {
  const groups = Map.groupBy(
    labels.filter(
      (one) =>
        one.verdict !== undefined &&
        (one.evaluator === evaluator || (isOnlyEvaluator && one.evaluator === undefined)),
    ),
    ({ caseId, replySha256 }) => JSON.stringify([caseId, replySha256]),
  );
  return [...groups.values()].flatMap((group) => {
    const [first] = group;
    if (first === undefined) return [];
    const verdicts = onePerPerson(group, evaluator).flatMap(({ verdict }) => verdict ?? []);
    const gold = goldOf(verdicts);
    const { caseId, reply } = first;
    return [{ caseId, reply, verdicts, ...(gold === undefined ? {} : { gold }) }];
  });
}

/** Changes when what people say does; comments, names and times do not count. */
export function labelsHash(replies: readonly LabelledReply[]): string {
  const said = replies.map(({ caseId, reply, verdicts }) =>
    JSON.stringify([caseId, sha256(reply), verdicts.map(String).toSorted()]),
  );
  return sha256(said.toSorted().join('\n'));
}

/** Who labelled both the evaluator and the whole reply is heard once, on the evaluator. */
function onePerPerson(labels: readonly Label[], evaluator: string): readonly Label[] {
  const byPerson = new Map<string, Label>();
  for (const label of labels) {
    if (byPerson.get(label.by)?.evaluator === evaluator) continue;
    byPerson.set(label.by, label);
  }
  return [...byPerson.values()];
}

/** A number beside verdicts does not count: nobody knows which of the two it would be. */
function goldOf(verdicts: readonly LabelVerdict[]): LabelVerdict | undefined {
  const passes = verdicts.filter((verdict) => verdict === 'pass').length;
  const fails = verdicts.filter((verdict) => verdict === 'fail').length;
  if (passes + fails > 0) {
    if (passes === fails) return undefined;
    return passes > fails ? 'pass' : 'fail';
  }
  const numbers = verdicts.filter((verdict) => typeof verdict === 'number');
  return numbers.reduce((sum, one) => sum + one, 0) / numbers.length;
}
