import { sequencesOf } from './bleuScore.ts';
import { withoutWhite, wordsOf } from './words.ts';

export interface ChrfSettings {
  /** Longest sequence of characters. */
  readonly charOrder: number;
  /** Longest sequence of words; 0 for chrF, 2 for chrF++. */
  readonly wordOrder: number;
  /** How many times recall counts as much as precision. */
  readonly beta: number;
  readonly whitespace: boolean;
  readonly epsilonSmoothing: boolean;
}

/**
 * What chrF keeps of one text: for each order the sequences of the text, of the reference that gives
 * the best score, and those that both have.
 */
export function chrfCounts(
  text: string,
  references: readonly string[],
  settings: ChrfSettings,
): readonly number[] {
  const own = sequencesIn(text, settings);
  let best: readonly number[] = [];
  let bestScore = -1;
  for (const reference of references) {
    const counts: number[] = [];
    for (const [place, others] of sequencesIn(reference, settings).entries()) {
      counts.push(...compare(own[place] ?? new Map(), others));
    }
    const score = chrfScore(counts, settings);
    if (score > bestScore) {
      best = counts;
      bestScore = score;
    }
  }
  return best;
}

/**
 * F-beta of precision and recall, each averaged over the orders that both sides have (Popović 2015,
 * 2017); with epsilon smoothing, F-beta of each order averaged over all orders. 0 to 100.
 */
export function chrfScore(counts: readonly number[], settings: ChrfSettings): number {
  const factor = settings.beta ** 2;
  const orders = settings.charOrder + settings.wordOrder;
  let smoothed = 0;
  let precisions = 0;
  let recalls = 0;
  let effective = 0;
  for (let order = 0; order < orders; order += 1) {
    const [own = 0, others = 0, both = 0] = counts.slice(3 * order, 3 * order + 3);
    const precision = own > 0 ? both / own : epsilon;
    const recall = others > 0 ? both / others : epsilon;
    const weight = factor * precision + recall;
    smoothed += weight > 0 ? ((1 + factor) * precision * recall) / weight : epsilon;
    if (own > 0 && others > 0) {
      precisions += precision;
      recalls += recall;
      effective += 1;
    }
  }
  if (settings.epsilonSmoothing) return Math.min(100, (100 * smoothed) / orders);
  if (precisions + recalls === 0) return 0;
  const precision = precisions / effective;
  const recall = recalls / effective;
  const score = ((1 + factor) * precision * recall) / (factor * precision + recall);
  return Math.min(100, 100 * score);
}

const epsilon = 1e-16;

type Sequences = ReadonlyMap<string, number>;

/** A text's own sequences of an order do not count where the reference has none so long. */
function compare(own: Sequences, others: Sequences): readonly number[] {
  let both = 0;
  for (const [sequence, count] of own) both += Math.min(count, others.get(sequence) ?? 0);
  return [others.size > 0 ? total(own) : 0, total(others), both];
}

function total(sequences: Sequences): number {
  let sum = 0;
  for (const count of sequences.values()) sum += count;
  return sum;
}

function sequencesIn(text: string, settings: ChrfSettings): readonly Sequences[] {
  const characters = settings.whitespace ? text : withoutWhite(text);
  const all: Sequences[] = [];
  for (let order = 1; order <= settings.charOrder; order += 1) {
    all.push(characterSequences(characters, order));
  }
  if (settings.wordOrder === 0) return all;
  const words = wordsOf(text).flatMap(apart);
  for (let order = 1; order <= settings.wordOrder; order += 1) all.push(sequencesOf(words, order));
  return all;
}

/** Counted in code points, which are UTF-16 units in most texts. */
function characterSequences(text: string, order: number): Sequences {
  const counts = new Map<string, number>();
  if (!surrogate.test(text)) {
    for (let at = 0; at + order <= text.length; at += 1) {
      const sequence = text.slice(at, at + order);
      counts.set(sequence, (counts.get(sequence) ?? 0) + 1);
    }
    return counts;
  }
  const starts = startsOf(text);
  for (let at = 0; at + order < starts.length; at += 1) {
    const sequence = text.slice(starts[at], starts[at + order]);
    counts.set(sequence, (counts.get(sequence) ?? 0) + 1);
  }
  return counts;
}

const surrogate = /[\ud800-\udfff]/;

/** Where each code point starts, and where the text ends. */
function startsOf(text: string): readonly number[] {
  const starts: number[] = [];
  let at = 0;
  for (const point of text) {
    starts.push(at);
    at += point.length;
  }
  starts.push(at);
  return starts;
}

/** One mark of ASCII punctuation is taken off a word: off its end, or else off its start. */
function apart(word: string): readonly string[] {
  if (Array.from(word).length === 1) return [word];
  if (punctuation.test(word.slice(-1))) return [word.slice(0, -1), word.slice(-1)];
  return punctuation.test(word.charAt(0)) ? [word.charAt(0), word.slice(1)] : [word];
}

const punctuation = /[!-/:-@[-`{-~]/;
