import assert from 'node:assert/strict';

const tool = '../../../tools/package/readme.mts';
const { readmeOfPackage } = (await import(tool)) as { readmeOfPackage: (text: string) => string };

describe('the README of the package', () => {
  it('has no relative picture, and of relative links the labels', () => {
    assert.equal(
      readmeOfPackage(
        'A\n\n![A picture](docs/images/a.png)\n\nSee [models](docs/models.md) and [the web](https://example.com/).\n',
      ),
      'A\n\nSee models and [the web](https://example.com/).\n',
    );
  });

  it('keeps a picture from the web, a link within the page and what stands in code', () => {
    const text = '![a](https://example.com/a.png) [b](#b)\n\n```yaml\n- "[c](d)"\n```\n';
    assert.equal(readmeOfPackage(text), text);
  });

  it('takes pictures that are links, and pictures in HTML', () => {
    assert.equal(
      readmeOfPackage(
        '[![a](a.png)](b.md) c\n\n<p align="center"><img src="d.png" width="3"></p>\n',
      ),
      ' c\n\n<p align="center"></p>\n',
    );
  });
});
