import {existsSync} from 'node:fs';
import {HISTORY_FILE, isOver, loadHistory} from '../../history/config/load.js';
import {addQuarantine} from '../../history/config/quarantine.js';
import {realClock} from '../../lib/clock.js';
import {EXIT, usageError} from '../../lib/errors.js';
import {nearest} from '../../lib/text/suggest.js';
import {idsWithVariants, loadScenarios} from '../../scenario/load.js';
import {type GlobalFlags, type Io, writeJson, writeText} from '../io.js';

/** What `history quarantine` is told by flags. */
export interface QuarantineFlags extends GlobalFlags {
  historyFile?: string;
  owner?: string;
  until?: string;
  why?: string;
}

/** `history quarantine add SCENARIO`: writes it into the history file, where it is reviewed as everything else is. */
export async function quarantineOf(
  [action, scenario, ...more]: readonly string[],
  flags: QuarantineFlags,
  io: Io,
): Promise<number> {
  if (action !== 'add' || scenario === undefined || more.length) {
    throw usageError('history quarantine adds one scenario', [
      'write `kubedrill history quarantine add pod-exec --owner @platform --until 2026-12-20 --why "#412"`',
    ]);
  }
  const {owner, until, why} = flags;
  const missing = Object.entries({owner, until, why}).flatMap(([name, value]) => (value?.trim() ? [] : [`--${name}`]));
  if (!owner || !until || !why || missing.length) {
    throw usageError(`a quarantine needs ${missing.join(', ')}: without, nobody would end it`);
  }
  const known = idsWithVariants(loadScenarios().scenarios);
  if (!known.includes(scenario)) {
    const near = nearest(scenario, known);
    throw usageError(`there is no scenario ${scenario}`, near ? [`did you mean ${near}?`] : []);
  }
  const file = flags.historyFile ?? HISTORY_FILE;
  const entry = {scenario, owner, until, why};
  if (isOver(entry, realClock.wall())) throw usageError(`--until ${until} is over`, ['name a day that is to come']);
  const config = existsSync(file) ? loadHistory(file) : undefined;
  const there = config?.quarantine.find(other => other.scenario === scenario);
  if (there) {
    throw usageError(`${scenario} is in quarantine already, until ${there.until}`, [`change its line in ${file}`]);
  }
  addQuarantine(file, entry);
  if (flags.json) writeJson(io, {file, ...entry});
  else writeText(io, `${scenario} is in quarantine until ${until}: ${file} says so; no gate looks at it`);
  return EXIT.ok;
}
