import type { ShownText } from '#protocol/panel.ts';
import type { CaseDetail } from '#protocol/panelRun.ts';
import { candidateText } from '../../parts/words.ts';

/** A text that the reply can be laid against. */
export interface DiffChoice {
  readonly id: string;
  readonly name: string;
  readonly text: ShownText;
}

export function diffChoices({ expected, baseline, others }: CaseDetail): readonly DiffChoice[] {
  return [
    ...(expected === undefined ? [] : [{ id: 'expected', name: 'expected', text: expected }]),
    ...(baseline?.reply === undefined
      ? []
      : [{ id: 'baseline', name: 'baseline', text: baseline.reply }]),
    ...others.flatMap(({ candidate, variant, model, reply }) =>
      reply === undefined
        ? []
        : [{ id: `candidate:${candidate}`, name: candidateText({ variant, model }), text: reply }],
    ),
  ];
}
