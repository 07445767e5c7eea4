/** Runs the tests of `inside.ts` in a VS Code that is downloaded: for who can. `electron.ts [scenario…]`. */
import { join } from 'node:path';
import { runTests } from '@vscode/test-electron';
import { startMockProvider } from '../support/mockProvider.ts';
import { copyWorkspace, makePlace, repository, userSettings } from './fixture.ts';
import { insideEnv } from './insideResult.ts';
import { printEnd, readEnd, type InsideEnd } from './insideEnd.ts';
import { bundleTests, findScenarios, testsEntry, type Scenario } from './scenarios.ts';
import { writeSettings } from './server.ts';
import { closingLine } from '#support/suite.ts';
import { addCounts } from './suite.ts';

async function runScenario(scenario: Scenario): Promise<InsideEnd> {
  if (scenario.trusted === false) {
    const title = 'Restricted Mode: @vscode/test-electron trusts every folder';
    return { events: [{ kind: 'skipped', title }], problem: undefined };
  }
  await using place = await makePlace();
  await using provider = await startMockProvider({ keepBodies: true });
  const { opened } = await copyWorkspace(scenario.workspace, place);
  const results = join(place.path, 'results.jsonl');
  const userData = join(place.path, 'user');
  await writeSettings(join(userData, 'User'), userSettings(provider.baseUrl, scenario.settings));
  const how = await runTests({
    extensionDevelopmentPath: [repository, ...(scenario.extensions ?? [])],
    extensionTestsPath: testsEntry,
    extensionTestsEnv: {
      [insideEnv.results]: results,
      [insideEnv.tests]: scenario.tests,
      [insideEnv.provider]: provider.baseUrl,
    },
    launchArgs: [opened, '--disable-extensions', `--user-data-dir=${userData}`],
  }).catch((error: unknown) => (error instanceof Error ? error.message : String(error)));
  return readEnd(results, how);
}

await bundleTests();
let total = { passed: 0, failed: 0, skipped: 0 };
for (const scenario of await findScenarios(process.argv.slice(2))) {
  total = addCounts(total, printEnd(scenario.name, await runScenario(scenario)));
}
process.stdout.write(`\n${closingLine(total)}`);
process.exitCode = total.failed > 0 ? 1 : 0;
