import {join, resolve} from 'node:path';
import {DrillControl} from '../../drill/control.js';
import {makePlan} from '../../drill/plan/plan.js';
import {Turns} from '../../drill/turns.js';
import {EventLog} from '../../events/log.js';
import type {Clock} from '../../lib/clock.js';
import {realClock} from '../../lib/clock.js';
import {probeDir} from '../../lib/files/files.js';
import {knownProcess} from '../../lib/process/processes.js';
import type {Exercise} from '../../live/conductor/exercise.js';
import {scriptOf} from '../../live/conductor/roles.js';
import {type SavedExercise, saveExercise} from '../../live/server/saved.js';
import {openBefore} from '../../report/aar/files.js';
import {chooseScenarios, type LoadedDrill} from '../../scenario/load.js';
import type {Scenario} from '../../scenario/schema.js';
import {type Deck, loadDeck} from '../../tabletop/cards/load.js';
import {spokenDeck} from '../../tabletop/cards/spoken.js';
import {toldScript} from '../../tabletop/paper/script.js';
import {Table} from '../../tabletop/paper/table.js';
import {SimulatedTable} from '../../tabletop/what-if/cluster.js';
import {playable} from '../../tabletop/what-if/playable.js';
import {exerciseOf, respondTo} from '../live/room/exercise.js';
import {keptOf} from '../live/room/room.js';
import {durationFlag} from '../number-flags.js';
import {runFolder} from '../run/folder.js';
import {packageVersion} from '../version.js';
import type {Chosen} from './drill.js';
import type {TabletopFlags} from './flags.js';
import {tableWords} from './words.js';

/** A table that goes on after its process was killed. */
export interface TakenUp {
  dir: string;
  saved: SavedExercise;
}

/** A table that is set. */
export interface Setting {
  drill: LoadedDrill;
  exercise: Exercise;
  table: Table;
  log: EventLog;
  dir: string;
  deck: Deck;
  /** Writes down who sits around it, so that it can be taken up after a kill. */
  keep: () => void;
  /** How many of the leader's events are from before a kill. */
  heard: number;
}

/**
 * Sets a table: reads every file, makes the folder of the run or goes on in it, and makes the exercise.
 *
 * @throws DrillError (exit code 2) where a file is wrong or a scenario has no cards
 */
export function setTable(
  {drill, seed}: Chosen,
  flags: TabletopFlags,
  {clock, env, takenUp}: {clock: Clock; env: NodeJS.ProcessEnv; takenUp?: TakenUp | undefined},
): Setting {
  const scenarios = chooseScenarios(drill.chosen);
  const deck = spokenDeck(loadDeck(drill.scenarios, flags.cards), flags.language);
  const made = makePlan(drill, scenarios, {respond: respondTo(drill, {handsOut: false, language: flags.language})});
  const plan = takenUp ? {...made, run: takenUp.saved.run} : made;
  const costMs = durationFlag('--look-cost', flags.lookCost);
  const played: LoadedDrill = {
    ...drill,
    script: toldScript(scriptOf(drill), scenarios, deck),
    pace: {...drill.pace, by: flags.clock ? 'clock' : 'facilitator'},
  };
  const dir = takenUp?.dir ?? runFolder(flags.out, plan.run, realClock.wall());
  probeDir(dir);
  const path = join(dir, 'events.ndjson');
  const log = takenUp ? EventLog.reopen(path, clock) : new EventLog(clock, path);
  const turns = new Turns();
  const control = Object.assign(new DrillControl(turns), {turns});
  let exercise: Exercise | undefined;
  const table = new Table({
    ...{plan, deck, log, control, version: packageVersion(), t: () => exercise?.t ?? 0},
    ...{rolls: flags.roll ?? false, seed, language: flags.language},
    // Minutes of the story: where it runs faster than the drill, they are fewer of its own.
    lookCostMs: Math.round(costMs / (drill.pace.story?.scale ?? 1)),
    ...(flags.whatIf && {
      whatIf: simulatedTable({drill, scenarios, deck, env, language: flags.language}),
    }),
  });
  exercise = exerciseOf(played, plan, {
    ...{kind: 'tabletop', log, control, clock, language: flags.language, table, open: openBefore(dir, drill.id)},
    saved: takenUp?.saved.roster,
  });
  for (const {scenario, byMs} of exercise.view.extended) control.leeway.extend(scenario, byMs);
  const conductor = knownProcess('kubedrill', process.pid);
  const kept = {...keptOf(exercise, drill, keptFlags(flags, seed)), ...(conductor && {process: conductor})};
  const at = exercise;
  const heard = exercise.feeds.get(leaderOf(exercise)?.id ?? '')?.frames.length ?? 0;
  return {drill: played, exercise, table, log, dir, deck, heard, keep: () => saveExercise(at, dir, kept)};
}

/** The role that leads. */
export const leaderOf = ({input: {roster}}: Exercise) => roster.roles.find(({kind}) => kind === 'controls');

/** What a table was set with, so that it is set the same again: the story was drawn, and its file is the drill now. */
export function keptFlags({random: _, cards, ...flags}: TabletopFlags, seed: number): Omit<TabletopFlags, 'random'> {
  return {...flags, seed: String(seed), ...(cards !== undefined && {cards: resolve(cards)})};
}

/** An evening is shorter than this. */
const EVENING_MS = 12 * 3_600_000;

/** The same attacks on a cluster, as far as they can be played there: people have as long as the table sits. */
function simulatedTable({drill, scenarios, deck, env, language}: Trying): SimulatedTable {
  const played = scenarios.map(playable);
  const respond = {...respondTo(drill, {handsOut: true, language}), withinMs: EVENING_MS, people: ['table']};
  const own = played.map(({scenario}) => scenario);
  return new SimulatedTable({
    ...{deck, env, version: packageVersion(), played: new Map(played.map(one => [one.scenario.id, one]))},
    plan: makePlan(drill, own, {respond, parallel: 10}),
  });
}

interface Trying {
  drill: LoadedDrill;
  scenarios: Scenario[];
  deck: Deck;
  env: NodeJS.ProcessEnv;
  language: string;
}

/** Whether any evidence on the table was not recorded on a real API server, and what is to be said of all of it. */
export function markOfDeck(deck: Deck, language: string): string {
  const recorded = [...deck.values()].map(one => one.recorded);
  const clusters = [...new Set(recorded.map(({cluster}) => cluster))].join(', ');
  return tableWords(language).recordedOn(
    clusters,
    recorded.some(one => one.simulated),
  );
}
