import { plainField } from '#base/plainText.ts';
import type { Coverage } from '#core/engine.ts';
import { counted } from '#core/report/numbers.ts';
import type { Echo } from './echo.ts';
import { tableText } from './table.ts';

const columns = [
  { title: 'line', width: 6 },
  { title: 'demand', width: 46 },
  { title: 'tested by', width: 40 },
] as const;

/** Of each prompt what it demands, beside what tests it. */
export function showCoverage(echo: Echo, prompts: Coverage['prompts']): void {
  let gaps = 0;
  let demands = 0;
  for (const { file, requirements } of prompts) {
    echo.line(['strong', plainField(file)]);
    if (requirements.length === 0) echo.line('  nothing that can be recognised as a demand');
    else
      echo.text(
        tableText(
          columns,
          requirements.map(({ text, range, tests, gap }) => [
            String(range.start.line),
            plainField(text, 200),
            [...tests, ...(gap === undefined ? [] : [`GAP: ${gap}`])].map((one) => plainField(one)),
          ]),
        ),
      );
    demands += requirements.length;
    gaps += requirements.filter((one) => one.gap !== undefined).length;
  }
  echo.line(['strong', `${counted(demands, 'demand')}, ${counted(gaps, 'gap')}`]);
}
