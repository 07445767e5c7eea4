import { entryOf, nodeAt, type DocumentNode, type MapNode } from '../../documents/node.ts';
import { fileStart } from '#protocol/problem.ts';
import { checked } from './checked.ts';
import { emptyTest, over, type RawTest } from './rawTest.ts';
import { readTest, type Templates } from './readTest.ts';
import { below, type Place, type PromptfooReading } from './reading.ts';
import { scenarioShape } from './shape.ts';
import { readTests } from './tests.ts';

/** Every test of a configuration, over its defaults; those of scenarios once for each of their sets of values. */
export function readSuite(root: MapNode, reading: PromptfooReading): readonly RawTest[] {
  const place = (key: string): Place => ({
    file: reading.file,
    range: entryOf(root, key)?.value.range ?? fileStart,
    key,
  });
  const templates = templatesOf(root);
  const base = defaultOf(nodeAt(root, ['defaultTest']), place('defaultTest'), templates, reading);
  const tests = readTests(nodeAt(root, ['tests']), place('tests'), templates, reading);
  const scenarios = nodeAt(root, ['scenarios']);
  const inScenarios = readScenarios(scenarios, place('scenarios'), base, templates, reading);
  return [...tests.map((test) => over(base, test)), ...inScenarios];
}

function templatesOf(root: MapNode): Templates {
  const node = nodeAt(root, ['assertionTemplates']);
  return new Map(node?.kind === 'map' ? node.entries.map(({ key, value }) => [key, value]) : []);
}

/** A map, or the file that holds it. */
function defaultOf(
  node: DocumentNode | undefined,
  place: Place,
  templates: Templates,
  reading: PromptfooReading,
): RawTest {
  if (node === undefined) return emptyTest(place);
  if (node.kind === 'scalar' && typeof node.value === 'string') {
    const path = reading.path(node.value);
    const document = reading.document(path, place);
    reading.report.kept(place.key, place.range);
    if (document === undefined) return emptyTest(place);
    const at = { ...place, file: path, range: document.range };
    return readTest(document, at, templates, reading) ?? emptyTest(place);
  }
  return readTest(node, place, templates, reading) ?? emptyTest(place);
}

function readScenarios(
  node: DocumentNode | undefined,
  place: Place,
  base: RawTest,
  templates: Templates,
  reading: PromptfooReading,
): readonly RawTest[] {
  if (node === undefined) return [];
  if (node.kind === 'list') {
    return node.items.flatMap((item, index) =>
      readScenarios(item, below(place, index, node), base, templates, reading),
    );
  }
  if (node.kind === 'scalar') {
    if (typeof node.value !== 'string') return [];
    reading.report.kept(place.key, place.range);
    return reading.files(reading.path(node.value)).flatMap((path) => {
      const document = reading.document(path, place);
      const at = { ...place, file: path };
      return readScenarios(document, at, base, templates, reading);
    });
  }
  checked(scenarioShape, node, place, reading);
  const config = nodeAt(node, ['config']);
  const configPlace = below(place, 'config', node);
  const sets = readTests(config, configPlace, templates, reading);
  const inner = readTests(nodeAt(node, ['tests']), below(place, 'tests', node), templates, reading);
  const tests = inner.length === 0 ? [emptyTest(place)] : inner;
  return sets.flatMap((set) => tests.map((test) => over(over(base, set), test)));
}
