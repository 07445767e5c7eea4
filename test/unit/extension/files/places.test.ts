import assert from 'node:assert/strict';
import { datasetPath, isBelow, nameInProject } from '#extension/files/places.ts';

const prompt = { uri: { fsPath: '/seen/prompts/a.prompt.yml' }, file: 'prompts/a.prompt.yml' };

describe('places of a window', () => {
  it('lie in a folder when there is a way down', () => {
    assert.deepEqual(
      ['/w/a', '/w/a/b', '/w', '/work', '/v', '/w/..b', '/'].map((path) => isBelow('/w', path)),
      [true, true, false, false, false, true, false],
    );
    assert.equal(isBelow('/', '/a'), true);
  });

  it('count from the folder of the prompt for its datasets', () => {
    assert.equal(datasetPath(prompt, '../data/rows.csv'), '/seen/data/rows.csv');
  });

  it('have the name that problems give them, as seen from the same project', () => {
    const shown = { fsPath: '/seen/data/rows.csv' };
    assert.equal(nameInProject(prompt, shown), 'data/rows.csv');
    assert.equal(nameInProject(prompt, prompt.uri), 'prompts/a.prompt.yml');
  });
});
