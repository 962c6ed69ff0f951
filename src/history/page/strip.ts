import {markOf} from '../../report/html/looks.js';
import {html, type Markup} from '../../report/html/markup.js';
import type {Ending} from '../../view/nightly/attempts.js';
import type {Slot, Trend} from './trend.js';
import {cellText, slotText} from './words.js';

/** Every ending in the order of the legend. */
const ENDINGS = [
  ...(['detected', 'prevented', 'flaky', 'late', 'missed'] as const),
  ...(['inconclusive', 'not executed', 'skipped'] as const),
] satisfies Ending[];

/** Each scenario's nights as a row of marks: a table, which says the same to those who cannot see it. */
export function strip({scenarios, slots}: Trend, label: string): Markup {
  const rows = scenarios.map(
    name => html`<tr><th scope="row">${name}</th>${slots.map(slot => cellMarkup(name, slot))}</tr>
`,
  );
  return html`<div class="wide" role="region" tabindex="0" aria-label="${label}"><table class="strip"><thead>
<tr class="months"><td></td>${months(slots)}</tr>
<tr><td></td>${slots.map(slot => html`<th scope="col" title="${slotText(slot)}"><span aria-hidden="true">${slot.run ? dayOf(slot) : `(${slot.missing})`}</span><span class="unseen">${slotText(slot)}</span></th>`)}</tr>
<tr class="changed"><th scope="row">changed</th>${changeNumbers(slots).map(number => html`<td>${number}</td>`)}</tr>
</thead><tbody>
${rows}</tbody></table></div><p class="muted small">${legend(slots)}</p>`;
}

const dayOf = ({at}: Slot): string => String(new Date(at).getUTCDate());

/** The number of the change of each column that has one. */
export function changeNumbers(slots: readonly Slot[]): (number | undefined)[] {
  let number = 0;
  return slots.map(({changes}) => (changes.length ? ++number : undefined));
}

const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];
/** This many columns have room for a year beside the month. */
const WITH_YEAR = 3;

function months(slots: readonly Slot[]): Markup[] {
  const groups = Map.groupBy(slots, ({at}) => new Date(at).toISOString().slice(0, 7));
  return [...groups].map(([month, {length}]) => {
    const name = MONTHS[Number(month.slice(5)) - 1];
    return html`<th scope="colgroup" colspan="${length}">${name}${length < WITH_YEAR ? undefined : ` ${month.slice(0, 4)}`}</th>`;
  });
}

function cellMarkup(name: string, slot: Slot): Markup {
  const cell = slot.run?.cells[name];
  if (!cell) return html`<td class="none"><span class="unseen">${slot.run ? 'not played' : 'no run'}</span></td>`;
  const {ending, quarantined} = cell;
  const look = `${ending.replace(' ', '-')}${quarantined ? ' aside' : ''}`;
  return html`<td class="${look}" title="${name}, ${slotText(slot)}: ${cellText(cell)}"><span aria-hidden="true">${markOf(ending)}${quarantined ? html`<sup>q</sup>` : undefined}</span><span class="unseen">${ending}${quarantined ? ', in quarantine' : undefined}</span></td>`;
}

/** What is in this picture, and nothing else. */
function legend(slots: readonly Slot[]): Markup {
  const cells = slots.flatMap(({run}) => Object.values(run?.cells ?? {}));
  const seen = new Set(cells.map(({ending}) => ending));
  const marks = ENDINGS.filter(ending => seen.has(ending)).map(
    ending =>
      html`<span class="told"><span class="key ${ending.replace(' ', '-')}">${markOf(ending)}</span> ${ending}</span> `,
  );
  const aside = cells.some(({quarantined}) => quarantined)
    ? html`<span class="told"><span class="key aside"><sup>q</sup></span> in quarantine:</span> no gate looks at it. `
    : undefined;
  const gaps = slots.some(({run}) => !run) ? ' In brackets: how many nights had no run.' : undefined;
  return html`${marks}${aside}No mark: not played.${gaps}`;
}
