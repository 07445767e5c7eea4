/** Writes `schemas/`: what editors check and complete by, made from the shapes that the readers check by. */
import { writeFile } from 'node:fs/promises';
import * as z from 'zod/mini';
import { catalogueShape } from '#core/catalogue/shape.ts';
import { quarantineShape } from '#core/project/quarantine.ts';
import { promptFileShape, sidecarShape } from '#core/formats/promptYml/shape.ts';
import { suiteShape } from '#core/project/suiteShape.ts';

const shapes: readonly {
  readonly name: string;
  readonly title: string;
  readonly shape: z.ZodMiniType;
}[] = [
  { name: 'catalogue', title: 'Approved models of Assay', shape: catalogueShape },
  { name: 'prompt', title: 'Prompt of Assay', shape: promptFileShape },
  { name: 'quarantine', title: 'Quarantine of Assay', shape: quarantineShape },
  { name: 'sidecar', title: 'Evaluation of a prompt by Assay', shape: sidecarShape },
  { name: 'suite', title: 'Suite of Assay', shape: suiteShape },
];

/** The text of each file by its path from the root of the repository. */
export function makeSchemas(): Map<string, string> {
  const files = shapes.map(({ name, title, shape }): [string, string] => {
    const { $schema, ...schema } = z.toJSONSchema(shape, { target: 'draft-7', io: 'input' });
    const text = JSON.stringify({ $schema, title, ...schema }, undefined, 2);
    return [`schemas/${name}.schema.json`, `${text}\n`];
  });
  return new Map(files);
}

if (import.meta.main) {
  for (const [path, text] of makeSchemas()) {
    await writeFile(new URL(`../${path}`, import.meta.url), text);
    console.log(path);
  }
}
