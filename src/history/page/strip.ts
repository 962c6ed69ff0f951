import {emptyCell, gridCell, gridLegend} from '../../report/html/grid.js';
import {html, type Markup} from '../../report/html/markup.js';
import type {Slot, Trend} from './trend.js';
import {cellText, slotText} from './words.js';

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
    return html`<th scope="colgroup" colspan="${length}"><span>${name}${length < WITH_YEAR ? undefined : ` ${month.slice(0, 4)}`}</span></th>`;
  });
}

function cellMarkup(name: string, slot: Slot): Markup {
  const cell = slot.run?.cells[name];
  if (!cell) return emptyCell(slot.run ? 'not played' : 'no run');
  return gridCell(cell, `${name}, ${slotText(slot)}: ${cellText(cell)}`);
}

function legend(slots: readonly Slot[]): Markup {
  const gaps = slots.some(({run}) => !run) ? ' In brackets: how many nights had no run.' : undefined;
  return html`${gridLegend(slots.flatMap(({run}) => Object.values(run?.cells ?? {})))}${gaps}`;
}
