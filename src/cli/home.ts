import {basename} from 'node:path';
import {textIn} from '../scenario/exercise/people.js';
import {type LoadedDrill, type LoadedScenario, loadScenarios, packagedDrills} from '../scenario/load.js';
import type {HomeEntry} from '../tui/screens/home.js';
import {chooseAtHome} from '../tui/start-home.js';
import {type DrillNights, keptNights} from './history/kept-nights.js';
import {type Io, wantsAscii} from './io.js';
import {RUNS, runFolders} from './run/folder.js';
import {packageVersion} from './version.js';

/** How many recorded runs are offered, the newest first. */
const RECENT = 3;

/** The home screen of `kubedrill` without arguments; resolves with the command line that was chosen, if one was. */
export async function chooseCommand(io: Io): Promise<readonly string[] | undefined> {
  const {stdin, stdout} = io;
  const entries = homeEntries(RUNS, await keptNights(wantsAscii(io, {})));
  const chosen = await chooseAtHome({version: packageVersion(), entries, stdin, stdout, ascii: wantsAscii(io, {})});
  return chosen?.argv;
}

/** Everything that can be begun: drills, recorded runs of a folder, scenarios. Broken files are for `lint` to tell. */
export function homeEntries(runs: string, nights: readonly DrillNights[] = []): HomeEntry[] {
  const {scenarios} = loadScenarios();
  const drills = packagedDrills();
  return [
    ...drills.map(drill => drillEntry(drill, nights)),
    everything(scenarios.length),
    ...(nights.length ? [nightsEntry(nights)] : []),
    ...runFolders(runs).toReversed().slice(0, RECENT).map(runEntry),
    ...scenarios.map(scenarioEntry),
  ];
}

function drillEntry({id, title, description, scenarios}: LoadedDrill, nights: readonly DrillNights[]): HomeEntry {
  const kept = nights.find(({drill}) => drill === id);
  return {
    ...{group: 'drills', title, note: `${kept ? `${kept.spark}  ` : ''}${scenarios.length} scenarios`},
    about: [...(kept ? [kept.words] : []), description.trim()].join(' '),
    argv: id === 'core' ? ['run'] : ['run', '--drill', id],
  };
}

const nightsEntry = (nights: readonly DrillNights[]): HomeEntry => ({
  ...{group: 'history', title: 'All nights', note: `${nights.length} ${nights.length === 1 ? 'drill' : 'drills'}`},
  about: 'Each scenario night by night, what each link took beside its baseline, and what is worse than before.',
  argv: ['history'],
});

const everything = (count: number): HomeEntry => ({
  group: 'drills',
  title: 'Every scenario',
  note: `${count} scenarios`,
  about:
    'The whole catalogue, by the rules of play of the core drill. Scenarios that the cluster cannot run are skipped and reported.',
  argv: ['run', '--all'],
});

const runEntry = (folder: string): HomeEntry => ({
  group: 'recorded runs',
  title: basename(folder),
  note: 'replay',
  about: 'Shows the run again as it was, from its event log alone.',
  argv: ['replay', folder],
});

const scenarioEntry = ({id, title, severity, description}: LoadedScenario): HomeEntry => ({
  group: 'scenarios',
  title: textIn(title, 'en'),
  note: severity,
  about: description.trim(),
  argv: ['run', id],
});
