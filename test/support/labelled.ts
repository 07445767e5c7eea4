import { sha256 } from '#core/files/hash.ts';
import type { Label, LabelVerdict } from '#protocol/label.ts';

/** One person's word; the hash is that of the reply. */
export function label(change: Partial<Label> = {}): Label {
  const reply = change.reply ?? 'Yes.';
  return {
    caseId: 'row-0',
    reply,
    verdict: 'pass',
    by: 'Ada',
    at: '2026-11-24T10:00:00.000Z',
    ...change,
    replySha256: change.replySha256 ?? sha256(reply),
  };
}

/** A judged reply for each letter pair: what people say, then what the judge says, `p` or `f`; `x`: it failed, `n`: not applicable. */
export function judged(pairs: string) {
  return pairs.split(' ').map(([people, judge], place) => ({
    labelled: {
      caseId: `row-${place}`,
      reply: 'x'.repeat(place + 1),
      verdicts: [said(people)],
      gold: said(people),
    },
    score:
      judge === 'x'
        ? ({ outcome: 'failed', why: 'no answer' } as const)
        : judge === 'n'
          ? ({ outcome: 'not-applicable', why: 'nothing to go by' } as const)
          : ({ outcome: 'scored', value: judge === 'p' ? 1 : 0, pass: judge === 'p' } as const),
  }));
}

function said(letter: string | undefined): LabelVerdict {
  return letter === 'p' ? 'pass' : 'fail';
}
