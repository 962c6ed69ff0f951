import {changes} from '../context.js';
import type {Finding} from '../finding.js';
import type {Night} from '../night.js';
import type {RuleSettings} from '../settings.js';

/** A play of the benign twin, of which is known whether it alerted. */
interface Play {
  night: Night;
  alerted: boolean;
}

/**
 * The benign twin of a scenario alerts, in the last plays running and tonight, and was silent in the baseline: once is no
 * finding, because it is the scenario's false alarm already.
 */
export function newNoise(name: string, nights: readonly Night[], {baseline, lost, noise}: RuleSettings): Finding[] {
  const plays = nights.flatMap((night): Play[] =>
    (night.scenarios[name]?.attempts ?? [])
      .filter(({benign}) => benign === 'silent' || benign === 'alerted')
      .map(({benign}) => ({night, alerted: benign === 'alerted'})),
  );
  const tonight = plays.at(-1);
  const from = plays.findLastIndex(({alerted}) => !alerted) + 1;
  if (!tonight || tonight.night !== nights.at(-1) || plays.length - from < noise.plays) return [];
  const before = plays.slice(0, Math.min(from, baseline.nights));
  const silent = before.filter(({alerted}) => !alerted).length;
  if (!before.length || silent < lost.detected * before.length) return [];
  const [since, last] = [(plays[from] as Play).night, (plays[from - 1] as Play).night];
  return [
    {
      ...{kind: 'new noise', severity: 'gate', scenarios: [name], since: {run: since.run, at: since.at}},
      coincidesWith: changes(last.context, since.context, [name]),
    },
  ];
}
