import {historyFile, isOver, readHistory} from '../../../history/config/load.js';
import type {Clock} from '../../../lib/clock.js';
import {nearest} from '../../../lib/text/suggest.js';
import {idsWithVariants, type LoadedScenario} from '../../../scenario/load.js';
import {type Finding, findings} from '../finding.js';

/**
 * Checks the history file, where there is one: a quarantine that is over is an error, so that nobody forgets it, and one of
 * a scenario that there is not keeps nothing from counting.
 */
export function lintHistory(
  named: string | undefined,
  scenarios: readonly LoadedScenario[],
  clock: Pick<Clock, 'wall'>,
): Finding[] {
  const file = historyFile(named);
  if (file === undefined) return [];
  const {yaml, config, problems} = readHistory(file);
  const known = idsWithVariants(scenarios);
  const entries = (config?.quarantine ?? []).flatMap((entry, index) => {
    const over = isOver(entry, clock.wall()) ? [yaml.at(['quarantine', index, 'until'], overText(entry))] : [];
    return [
      ...over,
      ...(known.includes(entry.scenario)
        ? []
        : [yaml.at(['quarantine', index, 'scenario'], unknownText(entry.scenario, known))]),
    ];
  });
  return [...findings('history', problems), ...findings('quarantine', entries)];
}

const overText = ({scenario, until, owner}: {scenario: string; until: string; owner: string}): string =>
  `the quarantine of ${scenario} ended on ${until}, and it counts again: ${owner} takes it out, or says until when`;

function unknownText(id: string, known: readonly string[]): string {
  const near = nearest(id, known);
  return `there is no scenario ${id}${near ? `; did you mean ${near}?` : ''}`;
}
