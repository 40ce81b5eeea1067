/** A session as one page that needs nothing else: the yield, each unit with its attempts, what was measured with its limits and its waveform, and how the board is wired. */
import { decidingTimes } from '../bench/explain-causes.ts';
import { Html, html, type Part } from '../report/html.ts';
import { icon, LOOKS, type Look, SYMBOLS, WORDS } from '../report/look.ts';
import { bar, barRow } from '../report/measure-bar.ts';
import { count, roughTime } from '../report/numbers.ts';
import { table } from '../report/run-part.ts';
import { STYLE } from '../report/style.ts';
import type { Outcome } from '../scenario/run.ts';
import { formatSeconds } from '../units.ts';
import { VERSION } from '../version.ts';
import { waveSvg } from '../wave/svg.ts';
import { waveOf } from '../wave/wave.ts';
import { placeOfPart, wiringOf } from './header.ts';
import type { KeptUnit } from './junit.ts';
import { formatLimits, formatValue, MEASURES, type Measurement } from './measures.ts';
import { type Plan, windowText } from './plan.ts';
import { type AttemptRecord, attachmentOf, type UnitRecord, yieldOf, yieldText } from './record.ts';
import { wiringSvg } from './wiring-svg.ts';

const POLICY = `default-src 'none'; style-src 'unsafe-inline'`;

const OWN_STYLE = `
.wired-board { display: grid; grid-template-columns: minmax(0, 26rem) minmax(0, 1fr); gap: 1rem 2rem; align-items: start; }
svg.wiring { width: 100%; height: auto; font: 12px ui-monospace, Menlo, Consolas, "DejaVu Sans Mono", monospace; } svg.wiring text { fill: var(--soft); } svg.wiring .header { fill: var(--tint); stroke: var(--line); }
svg.wiring circle { fill: var(--card); stroke: var(--soft); stroke-width: 1.5; } svg.wiring .wired circle { fill: var(--link); stroke: var(--link); } svg.wiring .wired text { fill: var(--ink); } svg.wiring .part { font-weight: 700; } svg.wiring .wire { stroke: var(--link); stroke-width: 2.5; fill: none; }
.attempt { border-top: 1px solid var(--line); margin-top: 1rem; padding-top: .2rem; } .attempt h4 { display: flex; gap: .5rem; align-items: center; } ul.findings { list-style: none; display: grid; gap: .2rem; }
@media (max-width: 46rem) { .wired-board { grid-template-columns: minmax(0, 1fr); } }
`;

const LOOK: Readonly<Record<Outcome, Look>> = { PASS: 'pass', FAIL: 'fail', TIMEOUT: 'timeout', ERROR: 'error', ABORTED: 'aborted' };
const lookOf = ({ outcome, isMarginal }: UnitRecord): Look => (isMarginal ? 'marginal' : LOOK[outcome]);

/** `units`: in the order they were tested. Links lead to their attachments, from the folder that the page is in. */
export function rigPage(units: readonly KeptUnit[], plan: Plan): string {
  const records = units.map(({ record }) => record);
  const title = capitalised(yieldText(yieldOf(records)));
  return html`<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${new Html(POLICY)}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${title} - recsim rig</title>
<style>${new Html(STYLE + OWN_STYLE)}</style>
</head>
<body>
${SYMBOLS}
<a class="skip" href="#units">Skip to the units</a>
<header class="top"><p class="over">recsim rig report</p><h1>${title}</h1>
${tiles(records)}${facts(records, plan)}</header>
<main>
<section aria-labelledby="units"><h2 id="units">Units</h2>
<ol class="runs">${units.map(unitPart)}</ol></section>
${wiringPart(plan)}
<footer>This page is one file: it loads nothing and sends nothing.</footer>
</main>
</body>
</html>
`.text;
}

const capitalised = (text: string) => text.charAt(0).toUpperCase() + text.slice(1);

function tiles(records: readonly UnitRecord[]): Html {
  const { share } = yieldOf(records);
  const tile = (value: string, what: Part) => html`<li><b>${value}</b><span>${what}</span></li>`;
  const counts = LOOKS.map((look) => [look, records.filter((record) => lookOf(record) === look).length] as const).filter(([, number]) => number > 0);
  const uncounted = records.flatMap(({ attempts }) => attempts).filter(({ outcome }) => outcome === 'INVALID').length;
  return html`<ul class="tiles">${tile(share === undefined ? '-' : `${(share * 100).toFixed(1)} %`, 'yield')}${counts.map(([look, number]) =>
    tile(String(number), [icon(look), ` ${WORDS[look]}`]),
  )}${uncounted > 0 && tile(String(uncounted), `${uncounted === 1 ? 'attempt' : 'attempts'} did not count`)}</ul>`;
}

function facts(records: readonly UnitRecord[], plan: Plan): Html {
  const first = records[0];
  const rehearsed =
    first?.setting.hal === 'mock' &&
    html`<dt>Rehearsal</dt><dd>Nothing here is real: a simulated person (${first.setting.person}) at simulated units${
      first.setting.defect !== undefined && first.setting.defect !== 'none' && ` (${first.setting.defect})`
    }.</dd>`;
  const lines = first?.setting.lines && html`<dt>Lines</dt><dd>${first.setting.lines.join(', ')}</dd>`;
  return html`<dl class="facts">${rehearsed}${lines}<dt>Plan</dt><dd>${plan.name} (${plan.file})</dd><dt>Board</dt><dd>${plan.board.name}: a hold of ${windowText(plan.window)} leads to ${plan.window.verdict}</dd>${
    first && html`<dt>Station</dt><dd>${first.stationId}</dd><dt>Begun</dt><dd>${timeText(first.startMs)}</dd>`
  }<dt>Made by</dt><dd>recsim ${VERSION} on Node ${process.version}</dd></dl>`;
}

/** In UTC: the page is read elsewhere. */
const timeText = (ms: number): string => `${new Date(ms).toISOString().slice(0, 19).replace('T', ' ')} UTC`;

function unitPart({ record, folder }: KeptUnit, index: number, all: readonly KeptUnit[]): Html {
  const { dutId, attempts, reasons, startMs, lengthUs } = record;
  const look = lookOf(record);
  const isOpen = look !== 'pass' || all.length === 1;
  return html`<li data-look="${look}"><details class="run ${look}"${isOpen && html` open`}><summary class="head"><span class="outcome ${look}">${icon(look)} ${WORDS[look]}</span><h3 class="what"><span class="name">${dutId}</span>${
    reasons.length > 0 && html`<span class="why">${reasons.map(({ text }) => text).join('; ')}</span>`
  }</h3><span class="time">${roughTime(lengthUs)}<span class="wall">${timeText(startMs)}</span></span></summary><div class="body">
${attempts.length === 0 && html`<p class="hint">No attempt was begun.</p>`}
${attempts.map((attempt) => attemptPart(attempt, record, folder, `u${index + 1}a${attempt.number}`))}
${promptsPart(record)}
</div></details></li>`;
}

const ATTEMPT: Readonly<Record<AttemptRecord['outcome'], readonly [look: Look, words: string]>> = {
  PASS: ['pass', 'passed'],
  FAIL: ['fail', 'failed: the device'],
  INVALID: ['timeout', 'does not count'],
  ERROR: ['error', 'ended in error'],
  ABORTED: ['aborted', 'aborted'],
};

function attemptPart(attempt: AttemptRecord, { plan }: UnitRecord, folder: string | undefined, id: string): Html {
  const { number, outcome, blame, findings, measurements, verdict } = attempt;
  const [look, result] = ATTEMPT[outcome];
  const words = outcome === 'INVALID' && blame ? `${result}: the ${blame}` : result;
  return html`<div class="attempt"><h4>Attempt ${number} <span class="${look}">${icon(look)} ${words}</span></h4>
${findings.length > 0 && html`<ul class="findings">${findings.map(({ text }) => html`<li>${text}</li>`)}</ul>`}
${verdict && html`<p class="hint">The firmware's verdict: ${verdict.verdict}; ${verdict.text}</p>`}
${diagram(attempt, plan, id)}
${table(
  `Measures of attempt ${number}`,
  ['Measure', 'Value', '', 'Limits', 'Grade'],
  measurements.map((measurement) => measurementRow(measurement, outcome)),
)}
${folder !== undefined && html`<p class="hint"><a href="${encodeURI(`${folder}/${attachmentOf(attempt)}`)}">The waveform of attempt ${number} as VCD</a></p>`}</div>`;
}

function diagram({ trace, lengthUs, number }: AttemptRecord, { board }: Plan, id: string): Html | undefined {
  if (trace.length === 0 || lengthUs === 0) return undefined;
  const svg = waveSvg(waveOf({ trace, board, virtualUs: lengthUs }), { fromUs: 0, toUs: lengthUs, keep: decidingTimes(trace, board, lengthUs), id });
  return html`<figure class="diagram"><figcaption>What was measured; time is not to scale</figcaption><div class="wide" tabindex="0" role="group" aria-label="Waveform of attempt ${number}">${new Html(svg)}</div></figure>`;
}

const GRADE: Readonly<Partial<Record<Measurement['grade'], Look>>> = { good: 'pass', marginal: 'marginal', bad: 'fail', missing: 'fail' };

function measurementRow(measurement: Measurement, outcome: AttemptRecord['outcome']): Html {
  const { name, value, min, max, grade } = measurement;
  const { of, meaning } = MEASURES[name];
  // It was never come to.
  const isUnset = grade === 'missing' && outcome !== 'FAIL';
  const look = isUnset ? undefined : GRADE[grade];
  const limits = { ...(min === undefined ? {} : { minUs: min }), ...(max === undefined ? {} : { maxUs: max }) };
  return barRow({
    name: html`${name} <span class="file">${meaning}${of === 'person' && ' (of the person)'}</span>`,
    value: formatValue(name, value),
    bar: value === undefined || !look ? undefined : bar({ valueUs: value, ...limits }, look),
    allowed: formatLimits(measurement),
    look,
    grade: isUnset ? 'not come to' : grade === 'unlimited' ? '' : grade,
  });
}

function promptsPart({ phases }: UnitRecord): Html {
  const prompts = phases.flatMap(({ name, prompts }) => prompts.map((told) => ({ ...told, name })));
  return html`<details class="inner"><summary>${count(prompts.length, 'prompt', 'prompts')}</summary><ol class="notes">${prompts.map(
    ({ atUs, prompt, name }) => html`<li><span class="number">${formatSeconds(atUs)}</span> ${name}: ${prompt.text}</li>`,
  )}</ol></details>`;
}

function wiringPart({ board }: Plan): Part {
  const wiring = wiringOf(board);
  if (!wiring) return undefined;
  return html`<section aria-labelledby="wiring"><h2 id="wiring">Wiring</h2><div class="wired-board">${wiringSvg(board)}<ul class="plain">${wiring.parts.map(
    ({ part, pin, doubt }) =>
      html`<li><b>${part}</b>: ${placeOfPart(pin)}${pin.note !== undefined && `; ${pin.note}`}${doubt !== undefined && html`; <b class="fail">doubtful: ${doubt}</b>`}</li>`,
  )}</ul></div></section>`;
}
