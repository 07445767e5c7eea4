/** The look of a report, for a screen in daylight, in the dark, and for paper. Nothing in it is asked for from elsewhere. */
export const style: string = `
:root {
  color-scheme: light dark;
  --page: #f6f7f9;
  --card: #ffffff;
  --ink: #1b1f24;
  --quiet: #57606a;
  --line: #d6dae0;
  --soft: #eef1f4;
  --good: #116329;
  --good-soft: #dff3e4;
  --bad: #a40e26;
  --bad-soft: #fde7e9;
  --warn: #7a4b00;
  --warn-soft: #fdf0d0;
  --accent: #0550ae;
  --bar: #4c7fc4;
  --added: #c6ecd0;
  --removed: #fbd0d5;
  --heat: 9, 105, 218;
}
@media (prefers-color-scheme: dark) {
  :root {
    --page: #0e1116;
    --card: #161b22;
    --ink: #e6edf3;
    --quiet: #9aa4b0;
    --line: #343b45;
    --soft: #20262e;
    --good: #56d373;
    --good-soft: #12301b;
    --bad: #ff8b87;
    --bad-soft: #40161a;
    --warn: #e8b64a;
    --warn-soft: #362805;
    --accent: #79b8ff;
    --bar: #5a93dd;
    --added: #1c5a2e;
    --removed: #73252b;
    --heat: 88, 166, 255;
  }
}
* { box-sizing: border-box; }
body {
  margin: 0;
  background: var(--page);
  color: var(--ink);
  font: 15px/1.5 system-ui, -apple-system, "Segoe UI", Roboto, "Helvetica Neue", Arial, sans-serif;
}
header, main, footer { max-width: 76rem; margin: 0 auto; padding: 0 1.5rem; }
header { padding-top: 2rem; }
footer { padding-bottom: 3rem; color: var(--quiet); font-size: 0.87em; }
h1 { font-size: 1.9rem; line-height: 1.2; margin: 0.1em 0 0.2em; overflow-wrap: anywhere; }
h2 { font-size: 1.35rem; margin: 2.4rem 0 0.6rem; overflow-wrap: anywhere; }
h3 { font-size: 1.05rem; margin: 1.6rem 0 0.5rem; overflow-wrap: anywhere; }
h4 { font-size: 0.95rem; margin: 1.1rem 0 0.3rem; overflow-wrap: anywhere; }
p, ul { margin: 0.4rem 0; }
ul { padding-left: 1.3rem; }
li, dd, summary, p, tbody th, td.text, .diff td { overflow-wrap: anywhere; }
td { overflow-wrap: break-word; }
.results td { min-width: 7.5rem; }
.results td.number { min-width: 0; }
a { color: var(--accent); }
code, pre, .mono { font: 0.9em/1.5 ui-monospace, SFMono-Regular, Menlo, Consolas, monospace; }
pre { margin: 0.3rem 0; padding: 0.6rem 0.75rem; background: var(--soft); border-radius: 6px; white-space: pre-wrap; overflow-wrap: anywhere; max-height: 30rem; overflow: auto; }
:focus-visible { outline: 2px solid var(--accent); outline-offset: 2px; }
.eyebrow { color: var(--quiet); font-size: 0.87em; letter-spacing: 0.04em; margin: 0; }
.quiet, .note { color: var(--quiet); }
.note { font-size: 0.87em; }
.banner { display: flex; flex-wrap: wrap; gap: 0.25rem 1rem; align-items: baseline; border: 1px solid var(--line); border-left: 5px solid var(--quiet); background: var(--card); border-radius: 8px; padding: 0.7rem 1rem; margin: 1rem 0; }
.banner strong { font-size: 1.1rem; }
.banner ul { flex-basis: 100%; margin: 0.1rem 0; }
.banner.good { border-left-color: var(--good); background: var(--good-soft); }
.banner.bad { border-left-color: var(--bad); background: var(--bad-soft); }
.banner.warn { border-left-color: var(--warn); background: var(--warn-soft); }
.banner.good strong { color: var(--good); }
.banner.bad strong { color: var(--bad); }
.banner.warn strong { color: var(--warn); }
.cards { display: grid; grid-template-columns: repeat(auto-fit, minmax(11.5rem, 1fr)); gap: 0.75rem; margin: 1rem 0; padding: 0; }
.cards > div { background: var(--card); border: 1px solid var(--line); border-radius: 8px; padding: 0.65rem 0.9rem; }
.cards dt { color: var(--quiet); font-size: 0.87em; }
.cards dd { margin: 0; font-size: 1.25rem; font-weight: 600; font-variant-numeric: tabular-nums; line-height: 1.3; }
.cards dd small { display: block; font-size: 0.84rem; font-weight: 400; color: var(--quiet); }
nav ul { display: flex; flex-wrap: wrap; gap: 0.2rem 1.1rem; list-style: none; padding: 0; }
section.part { background: var(--card); border: 1px solid var(--line); border-radius: 10px; padding: 0.2rem 1.25rem 1.25rem; margin: 1.5rem 0; }
section.part > h2 { margin-top: 1rem; }
.scroll { overflow-x: auto; border: 1px solid var(--line); border-radius: 8px; margin: 0.5rem 0; }
table { border-collapse: collapse; width: 100%; font-variant-numeric: tabular-nums; font-size: 0.93em; }
caption { text-align: left; font-weight: 600; padding: 0.5rem 0.7rem 0.2rem; }
th, td { text-align: left; vertical-align: top; padding: 0.4rem 0.7rem; border-top: 1px solid var(--line); }
thead th { border-top: 0; background: var(--soft); font-weight: 600; white-space: nowrap; }
thead th.wide { min-width: 14rem; }
tbody th { font-weight: 600; min-width: 9rem; }
td small, th small { display: block; font-size: 0.87em; font-weight: 400; color: var(--quiet); }
.number { text-align: right; white-space: nowrap; }
.word { font-weight: 600; white-space: nowrap; }
.good { color: var(--good); }
.bad { color: var(--bad); }
.warn { color: var(--warn); }
.banner { color: var(--ink); }
.heat { text-align: center; }
.heat-1 { background: rgba(var(--heat), 0.08); }
.heat-2 { background: rgba(var(--heat), 0.16); }
.heat-3 { background: rgba(var(--heat), 0.24); }
.heat-4 { background: rgba(var(--heat), 0.32); }
.heat.exact { font-weight: 700; }
.pictures { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(30rem, 100%), 1fr)); gap: 1rem; }
figure { margin: 0.6rem 0; }
figcaption { font-weight: 600; margin-bottom: 0.3rem; }
svg { display: block; width: 100%; height: auto; max-width: 46rem; }
svg.square { max-width: 24rem; }
svg text { fill: var(--ink); font: 12px system-ui, sans-serif; }
svg .axis { fill: var(--quiet); }
svg .grid { stroke: var(--line); stroke-width: 1; }
svg .bar { fill: var(--bar); }
svg .range { stroke: var(--bar); stroke-width: 2; }
svg .before { stroke: var(--warn); stroke-width: 2; }
details { border: 1px solid var(--line); border-radius: 8px; margin: 0.45rem 0; background: var(--card); }
details > summary { cursor: pointer; padding: 0.45rem 0.75rem; }
details[open] > summary { border-bottom: 1px solid var(--line); }
.inside { padding: 0.2rem 0.9rem 0.8rem; }
.tags span { display: inline-block; border: 1px solid var(--line); border-radius: 1em; padding: 0 0.6em; margin-right: 0.3em; font-size: 0.87em; }
.hidden-character { background: var(--warn-soft); color: var(--warn); border-radius: 3px; padding: 0 0.2em; font: 0.85em ui-monospace, Menlo, Consolas, monospace; unicode-bidi: isolate; direction: ltr; }
.diff { table-layout: fixed; }
.diff td { font: 0.9em/1.5 ui-monospace, Menlo, Consolas, monospace; white-space: pre-wrap; unicode-bidi: plaintext; border-top: 0; padding: 0.05rem 0.7rem; }
.diff tbody tr:first-child td { padding-top: 0.4rem; }
.diff tbody tr:last-child td { padding-bottom: 0.4rem; }
.diff td + td, .diff th + th { border-left: 1px solid var(--line); }
.diff .fold { color: var(--quiet); font-family: inherit; }
mark { color: inherit; border-radius: 2px; }
del, ins { text-decoration: none; border-radius: 2px; }
del { background: var(--removed); }
ins { background: var(--added); }
fieldset { border: 0; padding: 0; margin: 0.6rem 0; display: flex; flex-wrap: wrap; gap: 0.2rem 1rem; }
legend { float: left; padding: 0; font-weight: 600; }
label { display: inline-flex; align-items: center; gap: 0.4rem; min-height: 24px; }
input[type="radio"] { width: 18px; height: 18px; margin: 3px; accent-color: var(--accent); }
.cases:has(input[value="failed"]:checked) tr.passed,
.cases:has(input[value="failed"]:checked) tr.other,
.cases:has(input[value="failed"]:checked) tr.error { display: none; }
.cases:has(input[value="error"]:checked) tr.passed,
.cases:has(input[value="error"]:checked) tr.other,
.cases:has(input[value="error"]:checked) tr.failed { display: none; }
.cases:has(input[value="changed"]:checked) tr:not(.changed):not(.head) { display: none; }
@media print {
  body { background: none; font-size: 11px; }
  header, main, footer { max-width: none; padding: 0; }
  nav, fieldset { display: none; }
  section.part, details, figure, .cards > div { break-inside: avoid-page; }
  section.part { border: 0; padding: 0; }
  .scroll, pre { overflow: visible; max-height: none; }
  details::details-content { content-visibility: visible; block-size: auto; }
}
`;
