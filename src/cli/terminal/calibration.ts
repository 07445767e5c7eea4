import { plainField } from '#base/plainText.ts';
import type { CalibrationReport, JudgeCalibration } from '#core/engine.ts';
import { calibrationLines } from '#core/report/calibrationLines.ts';
import { counted, money } from '#core/report/numbers.ts';
import type { Echo } from './echo.ts';
import { tableText } from './table.ts';

const mostShown = 20;

/** How each judge did, for people. */
export function showCalibrations(echo: Echo, { judges, spentUsd }: CalibrationReport): void {
  for (const judge of judges) {
    showJudge(echo, judge);
    echo.line();
  }
  echo.line(`Spent ${money(spentUsd)}.`);
}

function showJudge(
  echo: Echo,
  { state, calibration, disagreements, unanswered, path }: JudgeCalibration,
): void {
  const look = state.status === 'calibrated' ? 'good' : 'bad';
  echo.line(['strong', calibration.evaluator], '  ', [
    look,
    path === undefined ? 'nothing to compare' : state.status,
  ]);
  for (const line of calibrationLines(calibration.figures, calibration.minAgreement)) {
    echo.line(`  ${line}`);
  }
  const { confusion } = calibration.figures;
  if (confusion !== undefined) {
    const titles = ['', 'judge passes', 'judge fails'];
    const rows = [
      ['people pass', String(confusion.bothPass), String(confusion.onlyPeoplePass)],
      ['people fail', String(confusion.onlyJudgePasses), String(confusion.bothFail)],
    ];
    echo.line();
    echo.text(
      tableText(
        titles.map((title) => ({ title, width: 14 })),
        rows,
        'compact',
      ),
    );
  }
  if (disagreements.length > 0) echo.line();
  for (const { caseId, reply, people, judge } of disagreements.slice(0, mostShown)) {
    const said = judge.pass === undefined ? String(judge.value) : judge.pass ? 'pass' : 'fail';
    echo.line(
      ['caution', 'differs'],
      '  ',
      ['strong', plainField(caseId, 80)],
      `  people: ${people}, judge: ${said}`,
    );
    if (judge.why !== undefined) echo.line(`    why: ${plainField(judge.why, 300)}`);
    echo.line(['faint', `    reply: ${plainField(reply, 160)}`]);
  }
  tellHidden(echo, disagreements.length);
  for (const { caseId, outcome, why } of unanswered.slice(0, mostShown)) {
    echo.line(['bad', outcome], `  ${plainField(caseId, 80)}: ${plainField(why, 300)}`);
  }
  tellHidden(echo, unanswered.length);
  if (path !== undefined) echo.line(`Written to ${path}`);
}

function tellHidden(echo: Echo, all: number): void {
  if (all > mostShown) echo.line(['faint', `… and ${counted(all - mostShown, 'more', 'more')}`]);
}
