import * as z from 'zod/mini';
import { quoteFound } from '../../documents/problems.ts';
import type { Measured, Metric, Preparation } from '../metric.ts';
import { measurePrepared } from '../prepared.ts';
import { verdict } from '../verdict.ts';
import type { XmlElement } from './xmlElement.ts';

interface Settings {
  readonly anywhere: boolean;
  readonly required: readonly string[];
}

export const xml: Metric<Settings> = {
  kind: 'xml',
  title: 'Well-formed XML',
  documentation:
    'Whether the whole reply, or with `anywhere` an element in it, is well-formed XML, and has every element of `required`, each a path of names with dots. ' +
    'Tags have to fit, attributes to be quoted and different, entities to be the five of XML or numbers; namespaces are names like any other, and a DTD is refused. ' +
    'Says nothing of what is in the elements. Source: W3C XML 1.0, fifth edition.',
  level: 'case',
  better: 'higher',
  range: [0, 1],
  needs: ['reply'],
  cost: 'free',
  useCases: ['extraction', 'code'],
  settings: z.strictObject({
    anywhere: z.prefault(
      z.boolean().check(z.describe('An element among other words will do.')),
      false,
    ),
    required: z.prefault(
      z
        .array(z.string().check(z.minLength(1)))
        .check(z.maxLength(100), z.describe('Elements that have to be there: `order.item.price`.')),
      [],
    ),
  }),
  prepare,
  measure: (evidence, settings, tools) => measurePrepared(prepare(settings), evidence, tools),
};

async function prepare({ anywhere, required }: Settings): Promise<Preparation> {
  const { elementsIn, pathsIn, readElement } = await import('./xmlElement.ts');
  const lacking = (root: XmlElement): string | undefined => {
    const paths = pathsIn(root);
    return required.find((path) => !paths.has(path));
  };
  return {
    measure({ reply }): Measured {
      const found = anywhere ? elementsIn(reply) : [readElement(reply, 0, true)];
      let why: string | undefined;
      for (const one of found) {
        if ('fault' in one) why ??= one.fault;
        else {
          const path = lacking(one.root);
          if (path === undefined) return verdict(true);
          why ??= `has no element ${quoteFound(path)}`;
        }
      }
      return verdict(false, why ?? 'no element in it');
    },
  };
}
