import type { ModelEntry } from '#protocol/catalogue.ts';
import { charactersPerToken, tokensAt } from '../../tokens/charactersPerToken.ts';
import type { ModelRequest } from '../model.ts';

const perRequest = 16;
const perMessage = 8;

export type TokenEstimate = (request: ModelRequest) => number;

/**
 * An upper guess of a request's input tokens: one for three characters, more for what UTF-8 needs
 * more bytes for, and what wraps a message. Close to no request is longer.
 */
export function makeTokenEstimate(): TokenEstimate {
  const schemas = new WeakMap<object, number>();
  const ofSchema = (schema: object): number => {
    const known = schemas.get(schema);
    if (known !== undefined) return known;
    const tokens = ofText(JSON.stringify(schema));
    schemas.set(schema, tokens);
    return tokens;
  };
  return ({ messages, responseFormat }) => {
    let tokens = perRequest;
    for (const { content } of messages) tokens += perMessage + ofText(content);
    if (responseFormat?.type === 'json_schema') tokens += ofSchema(responseFormat.schema);
    return tokens;
  };
}

/** The most tokens that a reply can have; a vector has none. */
export function outputCap(entry: Pick<ModelEntry, 'limits'>, request: ModelRequest): number {
  if (request.task === 'embedding') return 0;
  return request.parameters.maxTokens ?? entry.limits?.maxOutputTokens ?? 4096;
}

function ofText(text: string): number {
  return tokensAt(text, charactersPerToken.limit);
}
