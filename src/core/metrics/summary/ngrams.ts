/** Every run of `n` tokens, in order. Tokens hold no blank, so runs are told apart. */
export function ngramsOf(tokens: readonly string[], n: number): readonly string[] {
  const runs: string[] = [];
  for (let at = 0; at + n <= tokens.length; at += 1) runs.push(tokens.slice(at, at + n).join(' '));
  return runs;
}
