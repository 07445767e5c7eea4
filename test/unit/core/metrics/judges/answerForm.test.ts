import assert from 'node:assert/strict';
import * as z from 'zod/mini';
import { formOf } from '#core/metrics/judges/answerForm.ts';

const shape = z.object({
  reason: z.string().check(z.minLength(1), z.describe('why')),
  rating: z.literal([1, 2, 3]),
  choice: z.literal(['yes', 'no']),
  severity: z.enum(['minor', 'major']),
  points: z.number().check(z.minimum(0), z.maximum(100)),
  place: z.int(),
  found: z.array(z.object({ claim: z.string(), supported: z.boolean() })).check(z.minLength(1)),
});

describe('the form of an answer', () => {
  it('is the schema that zod makes of it, with the code and without limits', () => {
    const { format } = formOf(shape);
    assert.ok(format.type === 'json_schema');
    assert.deepEqual(format.schema, {
      type: 'object',
      properties: {
        code: { type: 'string', description: 'the code of the message' },
        reason: { type: 'string', description: 'why' },
        rating: { type: 'number', enum: [1, 2, 3] },
        choice: { type: 'string', enum: ['yes', 'no'] },
        severity: { type: 'string', enum: ['minor', 'major'] },
        points: { type: 'number' },
        place: { type: 'integer' },
        found: {
          type: 'array',
          items: {
            type: 'object',
            properties: { claim: { type: 'string' }, supported: { type: 'boolean' } },
            required: ['claim', 'supported'],
            additionalProperties: false,
          },
        },
      },
      required: ['code', 'reason', 'rating', 'choice', 'severity', 'points', 'place', 'found'],
      additionalProperties: false,
    });
    const { properties, required } = z.toJSONSchema(shape, { target: 'draft-7' });
    const { code: _code, ...rest } = format.schema['properties'] as Record<string, object>;
    for (const [name, one] of Object.entries(rest)) {
      assert.deepEqual({ ...Object(properties?.[name]), ...one }, properties?.[name], name);
    }
    assert.deepEqual(format.schema['required'], ['code', ...(required ?? [])]);
  });

  it('is told in words too', () => {
    assert.equal(
      formOf(z.object({ reason: z.string(), choice: z.literal(['yes', 'no']) })).words,
      '{ "code": "<the code of the message>", "reason": "<text>", "choice": "yes" | "no" }',
    );
  });
});
