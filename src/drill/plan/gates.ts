import type {Gate} from '../../events/events.js';
import {milliseconds} from '../../lib/duration.js';
import type {Drill} from '../../scenario/schema.js';

type Asked = Drill['gates'][number];

/** What a gate asks of people. */
const ABOUT_PEOPLE = ['maxNotContained', 'maxHarm'] as const satisfies (keyof Asked)[];

/**
 * The gates of a run. A drill that has people serves nightly runs as well: in these, where nobody responds, what its gates
 * ask of people is left out. Of any other drill such a gate stays, and cannot be decided: somebody forgot `--respond`.
 */
export function gatesOf({gates, roles}: Pick<Drill, 'gates' | 'roles'>, responds: boolean): Gate[] {
  const leaveOut: readonly string[] = roles.length && !responds ? ABOUT_PEOPLE : [];
  return gates.flatMap(gate => {
    const asked = Object.entries(gate).filter(([key, value]) => value !== undefined && !leaveOut.includes(key));
    const isEmpty = asked.length === 1 && Object.keys(gate).length > 1;
    return isEmpty ? [] : [planned(Object.fromEntries(asked) as Asked)];
  });
}

const planned = ({maxHarm, ...gate}: Asked): Gate => ({
  ...(gate as Gate),
  ...(maxHarm !== undefined && {maxHarmMs: milliseconds(maxHarm)}),
});
