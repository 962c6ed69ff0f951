import {cutLine, type Line} from '../../text/line.js';
import type {LiveContext} from '../context.js';
import {type Group, windowOf} from '../rows/rows.js';
import {teamsHead} from '../rows/teams.js';

/** Lines of the detail below the teams, which have what they need, up to three fifths of the screen. */
export function teachDetail(height: number, [teams]: readonly Group[]): number {
  const rows = Math.min((teams?.rows.length ?? 0) + 1, Math.floor(height * 0.62));
  return Math.max(0, height - Math.max(2, rows) - 1);
}

/** Every team with its tasks: who needs somebody comes first. */
export function teachLines(
  [teams]: readonly Group[],
  selected: string | undefined,
  {width, height}: {width: number; height: number},
  context: LiveContext,
): Line[] {
  if (!teams) return [];
  return [teamsHead(context, width), ...windowOf(teams, selected, {width, height: height - 1}, context)].map(spans =>
    cutLine(spans, width, context.symbols.ellipsis),
  );
}
