import {compareRun} from '../../history/compare/compare.js';
import {pinsOf} from '../../history/compare/pins.js';
import type {RuleSettings} from '../../history/judge/settings.js';
import {findingText} from '../../history/judge/words.js';
import type {HistoryStore} from '../../history/store/store.js';
import {EXIT} from '../../lib/errors.js';
import {type GlobalFlags, type Io, writeJson, writeLines} from '../io.js';

/** `history drift`: links that take longer week by week, of every drill on every cluster, as of its newest run. */
export async function driftOf(
  store: HistoryStore,
  {flags, rules}: {flags: GlobalFlags; rules: RuleSettings},
  io: Io,
): Promise<number> {
  const found = [];
  for (const place of await store.places()) {
    const records = (await store.records(place)).filter(({outcome}) => outcome === 'finished');
    const newest = records.at(-1);
    if (!newest) continue;
    const pins = pinsOf(await store.decisions(place));
    const {findings, nights} = compareRun(records, newest.uid, {baseline: 'pinned', rules, pins});
    found.push({...place, nights, findings: findings.filter(({kind}) => kind === 'drift')});
  }
  if (flags.json) writeJson(io, found);
  else {
    const needed = rules.drift.weeks * 7;
    writeLines(
      io,
      found.flatMap(({fleet, cluster, drill, nights, findings}) => {
        const where = `${drill} on ${[fleet, cluster].filter(Boolean).join('/')}`;
        const none = nights < needed ? `not known: ${nights} of ${needed} nights` : 'no link drifts';
        return findings.length ? findings.map(finding => `${where}: ${findingText(finding)}`) : [`${where}: ${none}`];
      }),
    );
  }
  return EXIT.ok;
}
