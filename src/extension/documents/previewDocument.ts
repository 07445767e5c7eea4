import { filledParts, type FilledParts, type TextSpan } from '#core/authoring/filledMessages.ts';
import { promptCost } from '#core/authoring/promptCost.ts';
import type { CountTokens, TokenCount } from '#core/tokens/countTokens.ts';
import { compileConversation, type RenderedMessage } from '#core/prompts/conversation.ts';
import type { PromptVariant } from '#core/prompts/prompt.ts';
import { count, counted, money, percent } from '#core/report/numbers.ts';
import type { EvalCase } from '#protocol/case.ts';
import type { ModelEntry } from '#protocol/catalogue.ts';
import { blocks, codeBlock, codeSpan, table, visibleText } from './markdown.ts';
import { expectedText } from './resultDocument.ts';

export interface PreviewFound {
  readonly name: string;
  readonly file: string;
  readonly variant: PromptVariant;
  /** Absent: the prompt has no case, and no variable a value. */
  readonly testCase: EvalCase | undefined;
  /** The case's place among them; counts from 1. */
  readonly place: number;
  readonly cases: readonly EvalCase[];
  /** There are more cases than these. */
  readonly isCut: boolean;
  readonly repeats: number;
  /** The shown one first; without an entry: not on the list of approved models. */
  readonly models: readonly { readonly id: string; readonly entry: ModelEntry | undefined }[];
}

/** A text, and what of it came from the case or is missing there, in offsets of the text. */
export interface PreviewDocument extends FilledParts {
  readonly text: string;
}

/** What a prompt would send for one case. Nothing is sent. */
export function previewDocument(found: PreviewFound, countTokens: CountTokens): PreviewDocument {
  const { variant, testCase, models } = found;
  const values = testCase?.values ?? {};
  const conversation = compileConversation(variant);
  const rendered = conversation.render(values);
  const parts = filledParts(conversation, values, rendered);
  const model = models[0]?.entry;
  const pieces: readonly (Piece | undefined)[] = [
    piece(headPart(found)),
    piece(missingPart(rendered.missing)),
    piece(rendered.fault && `**It cannot be filled.** ${codeSpan(rendered.fault)}`),
    ...rendered.messages.flatMap((message, index) => [
      piece(`## ${message.role} · ${tokensText(countTokens(message.content, model))}`),
      piece(leftPart(message)),
      messageBlock(message.content, parts[index] ?? nothing),
    ]),
    piece(
      testCase?.expected === undefined
        ? undefined
        : blocks('## Expected', codeBlock(expectedText(testCase.expected))),
    ),
    piece(costPart(found, countTokens)),
  ];
  return joined(pieces.flatMap((one) => one ?? []));
}

interface Piece extends FilledParts {
  readonly text: string;
}

const nothing: FilledParts = { filled: [], missing: [] };

function piece(text: string | undefined): Piece | undefined {
  return text === undefined || text === '' ? undefined : { text, ...nothing };
}

function joined(pieces: readonly Piece[]): PreviewDocument {
  let text = '';
  const filled: TextSpan[] = [];
  const missing: TextSpan[] = [];
  for (const one of pieces) {
    if (text !== '') text += '\n\n';
    filled.push(...moved(one.filled, text.length));
    missing.push(...moved(one.missing, text.length));
    text += one.text;
  }
  return { text: `${text}\n`, filled, missing };
}

function moved(spans: readonly TextSpan[], by: number): readonly TextSpan[] {
  return spans.map(({ start, end }) => ({ start: start + by, end: end + by }));
}

function headPart({ name, file, variant, testCase, place, cases, isCut }: PreviewFound): string {
  const all = `${count(cases.length)}${isCut ? ' and more' : ''}`;
  return blocks(
    `# Preview of ${codeSpan(name)}`,
    [
      `Prompt ${codeSpan(file)}, variant ${codeSpan(variant.name)}  `,
      testCase === undefined
        ? 'The prompt has no case: no variable has a value'
        : `Case ${codeSpan(testCase.id)} ${codeSpan(`${testCase.source.file}:${testCase.source.line}`)}, ${count(place)} of ${all}`,
    ].join('\n'),
  );
}

function missingPart(missing: readonly string[]): string | undefined {
  if (missing.length === 0) return undefined;
  const names = missing.slice(0, 50).map((name) => codeSpan(name));
  return `**No value for:** ${names.join(', ')}. A run of this case does not start until each has one.`;
}

function leftPart({ missing }: RenderedMessage): string | undefined {
  if (missing.length === 0) return undefined;
  const names = missing.slice(0, 50).map((name) => codeSpan(`{{${name}}}`));
  return `Left as written: ${names.join(', ')}.`;
}

/** A message in its block. Invisible characters are written out, so that what stands behind them moves. */
function messageBlock(content: string, { filled, missing }: FilledParts): Piece {
  const marks = [...filled, ...missing].flatMap(({ start, end }) => [start, end]);
  const shownAt = new Map<number, number>();
  let shown = '';
  let from = 0;
  for (const at of new Set([...marks, content.length].toSorted((a, b) => a - b))) {
    shown += visibleText(content.slice(from, at));
    shownAt.set(at, shown.length);
    from = at;
  }
  const text = codeBlock(shown);
  const lead = text.indexOf('\n') + 1;
  const last = Math.min(shown.length, text.length);
  const placed = (spans: readonly TextSpan[]): readonly TextSpan[] =>
    spans
      .map(({ start, end }) => {
        return { start: lead + (shownAt.get(start) ?? 0), end: lead + (shownAt.get(end) ?? 0) };
      })
      .filter(({ end }) => end <= lead + last);
  return { text, filled: placed(filled), missing: placed(missing) };
}

/** `12 tokens`, `≈ 12 tokens`. */
function tokensText({ tokens, isEstimate }: TokenCount): string {
  return `${isEstimate ? '≈ ' : ''}${counted(tokens, 'token')}`;
}

function costPart(found: PreviewFound, countTokens: CountTokens): string {
  const { variant, testCase, cases, repeats, models } = found;
  if (models.length === 0) return 'The prompt names no model.';
  let isSample = false;
  let isEstimate = false;
  const rows = models.slice(0, 20).map(({ id, entry }) => {
    if (entry === undefined) return [codeSpan(id), 'not on the list of approved models', '', ''];
    const cost = promptCost(variant, testCase, cases, repeats, entry, countTokens);
    isSample ||= cost.isSample;
    isEstimate ||= cost.input.isEstimate;
    return [
      codeSpan(id),
      tokensText(cost.input),
      count(cost.mostOutput),
      cost.contextShare === undefined ? 'unknown' : percent(cost.contextShare),
      money(cost.mostUsd),
      `${cost.isSample ? '≈ ' : ''}${money(cost.allMostUsd)}`,
    ];
  });
  const all = `all ${counted(cases.length, 'case')}${repeats > 1 ? `, ${repeats} times` : ''}`;
  const columns = ['model', 'tokens in', 'tokens out', 'of its context', 'this case', all];
  return blocks(
    '## At most',
    table(columns, rows),
    [
      'Tokens in count the messages and what wraps them; tokens out are what the reply may have at most.',
      isEstimate ? '≈ tokens: the model cuts text in a way that is not published.' : '',
      isSample ? '≈ cost: the first 200 cases were counted.' : '',
    ]
      .filter((line) => line !== '')
      .join(' '),
  );
}
