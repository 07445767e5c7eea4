import { done, failed, type Outcome } from '#base/rpc.ts';
import type { Labels } from '#core/engine.ts';
import type { PeopleSay, SaidOfReply } from '#core/views/personLabels.ts';
import type { Label, NewLabel } from '#protocol/label.ts';
import type { Nothing } from '#protocol/panel.ts';
import type { PersonLabel } from '#protocol/panelRun.ts';
import type { TrialResult } from '#protocol/trial.ts';

type LabelStore = Pick<Labels, 'read' | 'add'>;

/** What people said of the replies of a project. */
export function peopleOf(store: Pick<LabelStore, 'read'>): PeopleSay {
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

/** Keeps what a person says of a reply. A better answer says that the reply is wrong. */
export async function say(
  store: Pick<LabelStore, 'add'>,
  {
    file,
    run,
    result,
  }: { readonly file: string; readonly run: string; readonly result: TrialResult | undefined },
  { thumb, correction, comment }: PersonLabel,
): Promise<Outcome<Nothing>> {
  if (result?.reply === undefined) return failed('no-reply', 'There is no reply to judge.');
  const isWrong = thumb === 'down' || (thumb === undefined && correction !== undefined);
  if (thumb === undefined && !isWrong) {
    return failed(
      'no-verdict',
      'A judgement says whether the reply is right, and is not taken back.',
      'Give a thumb up or down.',
    );
  }
  const label: NewLabel = {
    caseId: result.caseId,
    reply: result.reply.text,
    verdict: isWrong ? 'fail' : 'pass',
    ...(correction !== undefined && { correction }),
    ...(comment !== undefined && { comment }),
    run,
    trial: result.trial,
  };
  const [problem] = await store.add(file, [label]);
  return problem === undefined ? done({}) : failed('not-kept', problem.message, problem.next);
}
