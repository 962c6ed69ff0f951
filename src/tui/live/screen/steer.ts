import {cutLine, type Line, line} from '../../text/line.js';
import type {LiveContext} from '../context.js';
import {attackHead} from '../rows/attacks.js';
import {beside, block, type Group, headLine, windowOf} from '../rows/rows.js';

/** Under this, script and people do not fit beside each other. */
const BESIDE_FROM = 76;

/** Where the parts of a facilitator's screen stand, in lines. */
export interface SteerLayout {
  top: number;
  attacks: number;
  detail: number;
}

/** Divides the lines between header and footer by the size of the screen and the length of the lists alone. */
export function steerLayout(height: number, groups: readonly Group[]): SteerLayout {
  const [script = 0, people = 0, attacks = 0] = groups.map(({rows}) => rows.length);
  const top = Math.max(3, Math.min(Math.max(script, people) + 1, Math.floor(height * 0.36)));
  const table = 1 + Math.max(1, Math.min(attacks, Math.floor(height * 0.3)));
  return {top, attacks: table, detail: Math.max(0, height - top - table - 2)};
}

/** Script beside people, and the table of attacks: two blocks with a rule between them. */
export function steerLines(
  groups: readonly Group[],
  selected: string | undefined,
  {width, layout}: {width: number; layout: SteerLayout},
  context: Pick<LiveContext, 'symbols' | 'words'>,
): Line[] {
  const [script, people, attacks] = groups;
  const {rule, wall, ellipsis} = context.symbols;
  if (!script || !people || !attacks) return [];
  const list = ({title, note, ...group}: Group, columns: number) => [
    headLine(title, note, columns),
    ...windowOf(group, selected, {width: columns, height: layout.top - 1}, context),
  ];
  const half = Math.floor((width - 2) * 0.54);
  const isPeople = people.rows.some(({key}) => key === selected);
  const top =
    width >= BESIDE_FROM
      ? beside(block(list(script, half - 1), half, layout.top, ellipsis), list(people, width - half - 2), wall)
      : block(list(isPeople ? people : script, width), width, layout.top, ellipsis);
  return [
    ...top,
    line(rule.repeat(width), 'muted'),
    attackHead(width, context.words),
    ...windowOf(attacks, selected, {width, height: layout.attacks - 1}, context),
  ].map(spans => cutLine(spans, width, ellipsis));
}
