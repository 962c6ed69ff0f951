import {markOf} from '../../report/html/looks.js';
import {html, Markup, tableOf} from '../../report/html/markup.js';
import {wholePage} from '../../report/html/page.js';
import {gateShout} from '../../score/gate-word.js';
import type {Compared} from '../compare/compare.js';
import {latencyStates, SEVERITY} from '../compare/words.js';
import {changeText} from '../judge/context.js';
import type {RuleSettings} from '../judge/settings.js';
import {findingText} from '../judge/words.js';
import {chart, LEGEND, nightText, titleOf} from './chart.js';
import {strip} from './strip.js';
import {TREND_STYLE} from './style.js';
import type {Slot, Trend} from './trend.js';
import {cellText, day, idOf, minute, placeName} from './words.js';

/**
 * Nights as one self-contained page: for each trend what is known of the newest night, each scenario's nights, what changed
 * when, and what each link took.
 *
 * @param left how many more places the history has, which are not in the page
 */
export function trendPage(trends: readonly Trend[], rules: RuleSettings, left = 0): string {
  const [first] = trends;
  const title =
    first && trends.length === 1 ? `Nights of ${nameOf(first)}` : `Nights of ${trends.length} drills and clusters`;
  const more = left
    ? html`<p class="simulated">${left} more ${left === 1 ? 'place is' : 'places are'} in this history and not in this page: name a cluster after <code>history page</code>.</p>`
    : undefined;
  return wholePage(
    title,
    new Markup(TREND_STYLE),
    html`<header><h1>Nights</h1>${more}${trends.length > 1 ? contents(trends) : undefined}</header><main>
${trends.map((trend, i) => sectionOf(trend, i, rules))}</main>`,
  );
}

const nameOf = ({drill, kind, cluster, ...place}: Trend): string =>
  `${drill} on ${placeName({...place, cluster})}${kind === 'simulated' && cluster !== kind ? ', simulated' : ''}`;

const contents = (trends: readonly Trend[]): Markup =>
  html`<ul>${trends.map((trend, i) => html`<li><a href="#n${i}">${nameOf(trend)}</a>: ${newestText(trend)}</li>`)}</ul>`;

function sectionOf(trend: Trend, index: number, rules: RuleSettings): Markup {
  const {slots, links, kind} = trend;
  const name = nameOf(trend);
  return html`<h2 id="n${index}">${name}</h2>
${kind === 'simulated' ? html`<p class="simulated">Simulated: these nights say nothing of a real cluster.</p>` : undefined}
<dl class="facts"><dt>Nights</dt><dd>${spanText(slots)}</dd><dt>Newest</dt><dd>${newestText(trend)}</dd><dt>To look at</dt><dd>${oddMarkup(slots.at(-1)?.run)}</dd>${standing(trend, rules)}</dl>
${findings(trend)}
<h3>Each night</h3>
${strip(trend, `Each night of ${name}`)}
<h3>What changed when</h3>
${changesMarkup(slots)}
<h3>How long each link took</h3>
<p class="muted small">${LEGEND}</p>
${links.map(
  (link, i) => html`<h4>${titleOf(link.link)}</h4>
${chart(link, slots, `n${index}-${i}`)}
`,
)}<details><summary>As a table, the newest first</summary><div>${nightsTable(trend)}</div></details>
`;
}

function spanText(slots: readonly Slot[]): string {
  const runs = slots.filter(({run}) => run);
  const missing = slots.reduce((sum, slot) => sum + slot.missing, 0);
  const [first, last] = [runs[0], runs.at(-1)];
  const days = [...new Set([first, last].map(slot => day(slot?.at ?? 0)))];
  const gaps = missing ? `, ${missing} ${missing === 1 ? 'night' : 'nights'} without a run` : '';
  return `${runs.length} ${runs.length === 1 ? 'run' : 'runs'}, ${days.join(' to ')}${gaps}`;
}

function newestText({slots}: Trend): string {
  const newest = slots.at(-1);
  if (!newest?.run) return '';
  const {uid, score} = newest.run;
  return `${minute(newest.at)}, run ${idOf(uid)}: ${score === null ? 'no score' : `score ${score}`}, gates ${endText(newest.run)}`;
}

const endText = ({outcome, green}: NonNullable<Slot['run']>): string =>
  outcome === 'finished' ? gateShout({name: '', held: green, detail: ''}) : outcome;

function standing({comparison}: Trend, rules: RuleSettings): Markup | undefined {
  const states = comparison && latencyStates(comparison, rules);
  return states ? html`<dt>Baseline</dt><dd>${states}</dd>` : undefined;
}

/** What is worse in the newest night that finished; one that did not is told apart. */
function findings({comparison, slots}: Trend): Markup {
  const newest = slots.at(-1)?.run;
  const beside = newest && comparison?.run.run !== newest.uid;
  const lines = [
    ...(newest && beside
      ? [
          html`<li><strong>unknown</strong> the newest run did not finish (${newest.outcome}): what it did not come to is not known</li>`,
        ]
      : []),
    ...(comparison?.findings ?? []).map(findingMarkup),
    ...(comparison?.undecided ?? []).map(why => html`<li><strong>unknown</strong> ${why}</li>`),
  ];
  const whose = comparison ? `Run ${idOf(comparison.run.run)}` : 'The newest run';
  return html`<h3>${whose} beside those before it</h3>${lines.length ? html`<ul>${lines}</ul>` : html`<p>Nothing is known to be worse than before.</p>`}`;
}

const TONES = {gate: 'missed', warning: 'late', note: 'muted'} as const;

const findingMarkup = (finding: Compared): Markup =>
  html`<li><strong class="${TONES[finding.severity]}">${SEVERITY[finding.severity]}</strong> ${findingText(finding)}${finding.quarantined ? '; in quarantine' : undefined}</li>`;

function changesMarkup(slots: readonly Slot[]): Markup {
  const changed = slots.filter(({changes}) => changes.length);
  if (!changed.length) return html`<p>Nothing that was under test changed, as far as runs say.</p>`;
  return html`<ol class="changes">${changed.map(({at, changes}) => html`<li>${minute(at)}: ${changes.map(changeText).join('; ')}</li>`)}</ol>
<p class="muted small">The numbers stand above the night from which on it is different. What coincides is not the cause.</p>`;
}

/** Endings that need no word in a table of nights. */
const AS_IT_SHOULD_BE = ['detected', 'prevented'];

/** The scenarios of a run of which there is something to say, each on a line of its own. */
function oddMarkup(run: Slot['run']): Markup {
  const odd = Object.entries(run?.cells ?? {}).filter(
    ([, {ending, quarantined}]) => quarantined || !AS_IT_SHOULD_BE.includes(ending),
  );
  const lines = odd.map(
    ([name, cell], n) => html`${n ? html`<br>` : undefined}${markOf(cell.ending)} ${name} ${cellText(cell)}`,
  );
  return html`${lines.length ? lines : '–'}`;
}

function nightsTable({slots, links}: Trend): Markup {
  const head = ['UTC', 'run', 'score', 'gates', ...links.map(({link}) => link), 'not as it should be'];
  const rows = slots.map((slot, i) => {
    const {run} = slot;
    if (!run)
      return [
        day(slot.at),
        'no run',
        '–',
        '–',
        ...links.map(() => '–'),
        `${slot.missing} ${slot.missing === 1 ? 'night' : 'nights'} without a run`,
      ];
    return [
      ...[minute(slot.at).slice(0, -4), idOf(run.uid), run.score === null ? '–' : String(run.score), endText(run)],
      ...links.map(({nights}) => (nights[i] ? nightText(nights[i]) : '–')),
      oddMarkup(run),
    ];
  });
  return tableOf(head, rows.reverse());
}
