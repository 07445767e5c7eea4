import assert from 'node:assert/strict';
import { keyReference, startMockProvider, type MockProvider } from '../support/mockProvider.ts';
import { shareVSCode } from './openVSCode.ts';

const key = 'sk-of-nobody-7f3a';

describe('API keys', () => {
  let service: MockProvider;
  const window = shareVSCode(async () => {
    service = await startMockProvider({
      script: { otherwise: { reply: { answer: { text: 'billing' } } } },
    });
    const { baseUrl } = service;
    const mock = { kind: 'compatible', baseUrl, key: { env: 'ASSAY_NO_SUCH_KEY' }, stream: false };
    return { workspace: 'tickets', settings: { 'assay.providers': { mock } } };
  });
  after(() => service[Symbol.asyncDispose]());

  it('are asked for when a run needs one: the box hides what is typed and says where it goes', async () => {
    const { workbench, page } = window();
    await workbench.openFile('prompts/triage.prompt.yml');
    await workbench.clickLens('Run case');
    await workbench.notification('Set API Key').waitFor();
    await workbench.screenshot('key-missing');
    await workbench.respond('key', 'Set API Key');
    await workbench.quickInput.getByText('Set API Key: mock').waitFor();
    const box = workbench.quickInput.locator('input').first();
    await box.fill(key);
    assert.equal(await box.getAttribute('type'), 'password');
    const { origin } = new URL(service.baseUrl);
    await workbench.quickInput
      .getByText(`It is sent to ${origin} and to no other address.`)
      .waitFor();
    await workbench.screenshot('key-asked');
    await page.keyboard.press('Enter');
    await workbench.notification('The key for mock is set.').waitFor();
    assert.equal(service.log().count, 0);
  });

  it('are sent with the run, and can be tested', async () => {
    const { workbench } = window();
    await workbench.clickLens('Run case');
    await workbench.codeLens('passed').first().waitFor();
    const keys = service.log().requests.map((request) => request.key);
    assert.deepEqual(keys, [keyReference(key), keyReference(key)]);
  });

  it('are gone once they are forgotten', async () => {
    const { workbench } = window();
    await workbench.openSideBar('Assay');
    await workbench.treeItem('Models', /mock\/small.*key set/).waitFor();
    await workbench.screenshot('key-set');
    await workbench.runCommand('Assay: Forget API Key');
    await workbench.pick('key is set');
    await workbench
      .dialog('Forget the key for mock?')
      .getByRole('button', { name: 'Forget Key' })
      .click();
    await workbench.treeItem('Models', /mock\/small.*key missing/).waitFor();
    await workbench.clickLens('Run case', 1);
    await workbench.notification('Not run.').waitFor();
    assert.equal(service.log().count, 2);
  });
});
