/** The whole page: what came of it at a glance, the runs, the maps of matrices, the coverage. */
import { createHash } from 'node:crypto';
import { type BoardCoverage, percentOf, shareOf } from '../coverage/coverage.ts';
import { VERSION } from '../version.ts';
import { coveragePart } from './coverage-part.ts';
import { Html, html, type Part } from './html.ts';
import { icon, LOOKS, type Look, SYMBOLS, WORDS } from './look.ts';
import { count, grouped, roughTime } from './numbers.ts';
import { idOf, LIMITS, type Row, type Sums } from './rows.ts';
import { SCRIPT } from './script.ts';
import { STYLE } from './style.ts';

export interface PageParts {
  readonly sums: Sums;
  readonly rows: readonly Row[];
  readonly maps: readonly Html[];
  readonly coverage: readonly BoardCoverage[];
}

/** The browser runs this script and no other, and loads nothing: even a mistake in escaping would not let a file act. */
const POLICY = `default-src 'none'; style-src 'unsafe-inline'; script-src 'sha256-${createHash('sha256').update(SCRIPT).digest('base64')}'`;

const NOTHING_OPEN = 3;

export function page({ sums, rows, maps, coverage }: PageParts): Html {
  const title = verdictOf(sums);
  return html`<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${new Html(POLICY)}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${title} - recsim</title>
<style>${new Html(STYLE)}</style>
</head>
<body>
${SYMBOLS}
<a class="skip" href="#runs">Skip to the runs</a>
<header class="top"><p class="over">recsim test report</p><h1>${title}</h1>
${proportions(sums)}${tiles(sums, coverage)}${facts(sums)}</header>
<main>
${maps.length > 0 && html`<section aria-labelledby="maps"><h2 id="maps">Maps of the matrices</h2>${maps}</section>`}
${runsPart(sums, rows)}
${coverage.length > 0 && coveragePart(coverage)}
<footer>This page is one file: it loads nothing and sends nothing.</footer>
</main>
<script>${new Html(SCRIPT)}</script>
</body>
</html>
`;
}

const notPassed = ({ looks }: Sums): number => looks.fail + looks.error + looks.timeout + looks.aborted;

function verdictOf(sums: Sums): string {
  const amiss = notPassed(sums);
  if (sums.count === 0) return 'Nothing was run';
  if (amiss > 0) return `${grouped(amiss)} of ${count(sums.count, 'scenario', 'scenarios')} did not pass`;
  return sums.count === 1 ? 'The scenario passed' : `All ${grouped(sums.count)} scenarios passed`;
}

const isThere =
  ({ looks }: Sums) =>
  (look: Look): boolean =>
    looks[look] > 0;

function proportions(sums: Sums): Html {
  const parts = [...LOOKS].filter(isThere(sums));
  return html`<div class="proportions" aria-hidden="true">${parts.map((look) => html`<i class="${look}" style="flex:${sums.looks[look]}"></i>`)}</div>`;
}

function tiles(sums: Sums, coverage: readonly BoardCoverage[]): Html {
  const { looks, virtualUs, wallMs } = sums;
  const tile = (value: string, what: Part, isNone = false) => html`<li${isNone && html` class="none"`}><b>${value}</b><span>${what}</span></li>`;
  const ofLook = (look: Look) => tile(grouped(looks[look]), [icon(look), ` ${WORDS[look]}`], looks[look] === 0);
  const always: Look[] = ['pass', 'fail'];
  const covered = coverage.length === 1 ? percentOf(shareOf(coverage[0]?.regions ?? [])) : undefined;
  return html`<ul class="tiles">${always.map(ofLook)}${LOOKS.filter((look) => !always.includes(look) && looks[look] > 0).map(ofLook)}${tile(roughTime(virtualUs), 'of virtual time')}${
    wallMs > 0 && tile(roughTime(wallMs * 1000), `here, ${grouped(virtualUs / 1000 / wallMs)} x real time`)
  }${covered !== undefined && tile(`${covered} %`, 'of the statechart covered')}</ul>`;
}

function facts({ boards, brands, seeds }: Sums): Html {
  const some = (values: readonly (string | number)[], all = values.length) =>
    `${values.slice(0, 12).join(', ')}${all > Math.min(12, values.length) ? ` and ${grouped(all - Math.min(12, values.length))} more` : ''}`;
  return html`<dl class="facts"><dt>${boards.length === 1 ? 'Board' : 'Boards'}</dt><dd>${some(boards)}</dd><dt>${brands.length === 1 ? 'Brand' : 'Brands'}</dt><dd>${some(brands)}</dd><dt>${
    seeds.count === 1 ? 'Seed' : 'Seeds'
  }</dt><dd>${some(seeds.first, seeds.count)}</dd><dt>Made by</dt><dd>recsim ${VERSION} on Node ${process.version}</dd></dl>`;
}

function runsPart(sums: Sums, rows: readonly Row[]): Html {
  const shown = rows.length <= LIMITS.rows ? rows : rows.filter(({ look, number }) => look !== 'pass' || number <= LIMITS.rows);
  const groups = [
    { name: 'Did not pass', rows: shown.filter(({ look }) => look !== 'pass' && look !== 'marginal') },
    { name: 'Passed, with a measure near a limit', rows: shown.filter(({ look }) => look === 'marginal') },
    { name: 'Passed', rows: shown.filter(({ look }) => look === 'pass') },
  ].filter((group) => group.rows.length > 0);
  return html`<section aria-labelledby="runs"><h2 id="runs">Runs</h2>
${toolbar(sums)}
${groups.map(({ name, rows }, group) => html`<div class="group" data-group><h3>${name} <span class="hint">${grouped(rows.length)}</span></h3><ol class="runs">${rows.map((row, index) => item(row, index < NOTHING_OPEN && group === 0 && row.look !== 'pass' && row.look !== 'marginal'))}</ol></div>`)}
${omitted(rows, shown.length)}</section>`;
}

function item({ look, head, body, number }: Row, isOpen: boolean): Html {
  if (!body) return html`<li data-look="${look}" id="${idOf(number)}"><div class="run head ${look}">${head}</div></li>`;
  return html`<li data-look="${look}"><details class="run ${look}"${isOpen && html` open`}><summary class="head">${head}</summary><div class="body" id="${idOf(number)}">${body}</div></details></li>`;
}

/** Hidden until the script that serves it runs. */
function toolbar(sums: Sums): Html {
  return html`<div class="tools" role="search" hidden><input type="search" placeholder="Name, file, message ..." aria-label="Filter the runs by text">${LOOKS.filter(
    isThere(sums),
  ).map(
    (look) =>
      html`<button type="button" class="toggle" aria-pressed="true" data-look="${look}">${icon(look)} ${WORDS[look]} ${grouped(sums.looks[look])}</button>`,
  )}<button type="button" class="open-all">Open all</button><output aria-live="polite"></output></div>`;
}

function omitted(rows: readonly Row[], shown: number): Part {
  const folded = rows.filter(({ body }) => !body).length;
  return [
    folded > 0 &&
      html`<p class="hint">${count(folded, 'run is', 'runs are')} told in one line, to keep this page small: details are there of the first ${LIMITS.failed} that did not pass, the first ${LIMITS.marginal} that are marginal and the ${LIMITS.slowest} slowest. The JSON record has them all.</p>`,
    rows.length > shown && html`<p class="hint">${count(rows.length - shown, 'run that passed is', 'runs that passed are')} not listed.</p>`,
  ];
}
