import { count, percent } from '#base/numbers.ts';

/** What a chart says of who leads, as ends of a sentence. */
export interface LeaderWords {
  readonly one: string;
  readonly several: string;
  /** A whole sentence's beginning: nobody has anything. */
  readonly none: string;
}

/** Who has the greatest share. Nobody leads where all have 0, and nobody alone where several have as much. */
export function leaderSentence(
  drawn: readonly { readonly name: string; readonly share: number }[],
  { one, several, none }: LeaderWords,
): string {
  const most = Math.max(...drawn.map(({ share }) => share));
  if (most <= 0) return none;
  const leading = drawn.filter(({ share }) => share === most);
  const [first] = leading;
  const who =
    leading.length === 1 ? `${first?.name} ${one}` : `${count(leading.length)} ${several}`;
  return `${who} (${percent(most)})`;
}
