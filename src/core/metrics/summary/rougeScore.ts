import { commonLength, markCommon } from './commonSubsequence.ts';

/** Precision, recall and their harmonic mean, 0 to 1. */
export interface Overlap {
  readonly precision: number;
  readonly recall: number;
  readonly f1: number;
}

/** Tokens as numbers, alike in all texts that one `TokenNumbers` has seen. */
export class TokenNumbers {
  private readonly numbers = new Map<string, number>();

  of(tokens: readonly string[]): Int32Array {
    const numbered = new Int32Array(tokens.length);
    for (const [at, token] of tokens.entries()) {
      let number = this.numbers.get(token);
      if (number === undefined) {
        number = this.numbers.size;
        this.numbers.set(token, number);
      }
      numbered[at] = number;
    }
    return numbered;
  }
}

/** ROUGE-1 and ROUGE-2 (Lin 2004): sequences of so many tokens that both have, each as often as both have it. */
export function rougeN(reference: Int32Array, reply: Int32Array, order: 1 | 2): Overlap {
  const counts = new Map<number, number>();
  const last = reference.length - order;
  for (let at = 0; at <= last; at += 1) {
    const key = keyAt(reference, at, order);
    counts.set(key, (counts.get(key) ?? 0) + 1);
  }
  let hits = 0;
  for (let at = 0; at <= reply.length - order; at += 1) {
    const key = keyAt(reply, at, order);
    const left = counts.get(key) ?? 0;
    if (left === 0) continue;
    counts.set(key, left - 1);
    hits += 1;
  }
  return overlap(hits, Math.max(0, last + 1), Math.max(0, reply.length - order + 1));
}

function keyAt(tokens: Int32Array, at: number, order: 1 | 2): number {
  const first = tokens[at] ?? 0;
  return order === 1 ? first : first * 2 ** 26 + (tokens[at + 1] ?? 0);
}

/** ROUGE-L: the longest common subsequence of tokens. */
export function rougeL(reference: Int32Array, reply: Int32Array): Overlap {
  return overlap(commonLength(reference, reply), reference.length, reply.length);
}

/**
 * ROUGE-Lsum: for each sentence of the reference the tokens that lie on a longest common subsequence
 * with any sentence of the reply, each token as often as both texts have it, as ROUGE 1.5.5 does.
 */
export function rougeLsum(reference: readonly Int32Array[], reply: readonly Int32Array[]): Overlap {
  const inReference = countsOf(reference);
  const inReply = countsOf(reply);
  let hits = 0;
  for (const sentence of reference) {
    const marks = new Uint8Array(sentence.length);
    for (const other of reply) markCommon(sentence, other, marks);
    for (const [at, token] of sentence.entries()) {
      const here = inReference.get(token) ?? 0;
      const there = inReply.get(token) ?? 0;
      if (marks[at] === 0 || here === 0 || there === 0) continue;
      hits += 1;
      inReference.set(token, here - 1);
      inReply.set(token, there - 1);
    }
  }
  return overlap(hits, lengthOf(reference), lengthOf(reply));
}

function countsOf(sentences: readonly Int32Array[]): Map<number, number> {
  const counts = new Map<number, number>();
  for (const sentence of sentences) {
    for (const token of sentence) counts.set(token, (counts.get(token) ?? 0) + 1);
  }
  return counts;
}

function lengthOf(sentences: readonly Int32Array[]): number {
  return sentences.reduce((length, sentence) => length + sentence.length, 0);
}

function overlap(hits: number, inReference: number, inReply: number): Overlap {
  const precision = hits / Math.max(1, inReply);
  const recall = hits / Math.max(1, inReference);
  return {
    precision,
    recall,
    f1: hits === 0 ? 0 : (2 * precision * recall) / (precision + recall),
  };
}
