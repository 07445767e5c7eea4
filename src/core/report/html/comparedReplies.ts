import type { SideRef } from '#protocol/panel.ts';
import { acceptedOf, findCase, firstReply, resultsOf } from '../../views/caseView.ts';
import type { ReportDesk } from '../reportDesk.ts';

/** What the sides of a comparison replied to a case; absent where a side kept no reply. A baseline has one as long as its run is there. */
export async function comparedReplies(
  desk: ReportDesk,
  [before, after]: readonly [SideRef, SideRef],
  caseId: string,
): Promise<readonly [string | undefined, string | undefined]> {
  return [await replyOf(desk, before, after, caseId), await replyOf(desk, after, before, caseId)];
}

async function replyOf(
  desk: ReportDesk,
  side: SideRef,
  other: SideRef,
  caseId: string,
): Promise<string | undefined> {
  const run = side.kind === 'run' ? side : other;
  if (run.kind !== 'run') return undefined;
  const found = await findCase(desk, { run: run.run, candidate: run.candidate, caseId });
  if (!found.ok) return undefined;
  if (side.kind === 'run') return firstReply(await resultsOf(desk, found.value, found.value.row));
  const reply = (await acceptedOf(desk, found.value))?.reply;
  return reply === undefined
    ? undefined
    : ((reply.ref && desk.texts.whole(reply.ref)) ?? reply.start);
}
