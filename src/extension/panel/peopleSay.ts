import { done, failed, type Outcome } from '#base/rpc.ts';
import type { Labels } from '#core/engine.ts';
import type { PeopleSay, SaidOfReply } from '#core/views/personLabels.ts';
import type { Label, NewLabel } from '#protocol/label.ts';
import type { Nothing } from '#protocol/panel.ts';
import type { PersonLabel } from '#protocol/panelRun.ts';
import type { Problem } from '#protocol/problem.ts';
import type { TrialResult } from '#protocol/trial.ts';

/** What people said of the replies of a project. */
export function peopleOf(store: Pick<Labels, 'read'>): PeopleSay {
  return {
    async of(file) {
      const { value = [] } = await store.read(file);
      return value.flatMap((label) => (label.evaluator === undefined ? [saidOf(label)] : []));
    },
  };
}

function saidOf({ caseId, reply, verdict, correction, comment }: Label): SaidOfReply {
  return {
    caseId,
    reply,
    ...(verdict === 'pass' && { thumb: 'up' }),
    ...(verdict === 'fail' && { thumb: 'down' }),
    ...(correction !== undefined && { correction }),
    ...(comment !== undefined && { comment }),
  };
}

/** Keeps what a person says of a reply. A better answer says that the reply is wrong; nothing at all takes back what was said. */
export async function say(
  store: Pick<Labels, 'add' | 'withdraw'>,
  {
    file,
    run,
    result,
  }: { readonly file: string; readonly run: string; readonly result: TrialResult | undefined },
  { thumb, correction, comment }: PersonLabel,
): Promise<Outcome<Nothing>> {
  if (result?.reply === undefined) return failed('no-reply', 'There is no reply to judge.');
  const { caseId } = result;
  const reply = result.reply.text;
  if (thumb === undefined && correction === undefined && comment === undefined) {
    return kept(await store.withdraw(file, { caseId, reply }));
  }
  const isWrong = thumb === 'down' || (thumb === undefined && correction !== undefined);
  const label: NewLabel = {
    caseId,
    reply,
    ...(isWrong ? { verdict: 'fail' } : thumb === 'up' && { verdict: 'pass' }),
    ...(correction !== undefined && { correction }),
    ...(comment !== undefined && { comment }),
    run,
    trial: result.trial,
  };
  return kept(await store.add(file, [label]));
}

function kept([problem]: readonly Problem[]): Outcome<Nothing> {
  return problem === undefined ? done({}) : failed('not-kept', problem.message, problem.next);
}
