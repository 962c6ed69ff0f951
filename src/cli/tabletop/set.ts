import {join} from 'node:path';
import {DrillControl} from '../../drill/control.js';
import {makePlan, type Plan} from '../../drill/plan/plan.js';
import {Turns} from '../../drill/turns.js';
import {EventLog} from '../../events/log.js';
import type {Clock} from '../../lib/clock.js';
import {realClock} from '../../lib/clock.js';
import {probeDir} from '../../lib/files/files.js';
import type {Exercise} from '../../live/conductor/exercise.js';
import {scriptOf} from '../../live/conductor/roles.js';
import {openBefore} from '../../report/aar/files.js';
import {chooseScenarios, type LoadedDrill} from '../../scenario/load.js';
import type {Scenario} from '../../scenario/schema.js';
import {type Deck, loadDeck} from '../../tabletop/cards/load.js';
import {toldScript} from '../../tabletop/paper/script.js';
import {Table} from '../../tabletop/paper/table.js';
import {SimulatedTable} from '../../tabletop/what-if/cluster.js';
import {exerciseOf, respondTo} from '../live/room/exercise.js';
import {durationFlag} from '../number-flags.js';
import {runFolder} from '../run/folder.js';
import {packageVersion} from '../version.js';
import type {Chosen} from './drill.js';
import type {TabletopFlags} from './flags.js';

/** A table that is set. */
export interface Setting {
  drill: LoadedDrill;
  exercise: Exercise;
  table: Table;
  log: EventLog;
  dir: string;
  deck: Deck;
}

/**
 * Sets a table: reads every file, makes the folder of the run, and opens the exercise.
 *
 * @throws DrillError (exit code 2) where a file is wrong or a scenario has no cards
 */
export function setTable({drill, seed}: Chosen, flags: TabletopFlags, clock: Clock, env: NodeJS.ProcessEnv): Setting {
  const scenarios = chooseScenarios(drill.chosen);
  const deck = loadDeck(drill.scenarios, flags.cards);
  const plan = makePlan(drill, scenarios, {respond: respondTo(drill, {handsOut: false, language: flags.language})});
  const costMs = durationFlag('--look-cost', flags.lookCost);
  const played: LoadedDrill = {
    ...drill,
    script: toldScript(scriptOf(drill), scenarios, deck),
    pace: {...drill.pace, by: flags.clock ? 'clock' : 'facilitator'},
  };
  const dir = runFolder(flags.out, plan.run, realClock.wall());
  probeDir(dir);
  const log = new EventLog(clock, join(dir, 'events.ndjson'));
  const turns = new Turns();
  const control = Object.assign(new DrillControl(turns), {turns});
  let exercise: Exercise | undefined;
  const table = new Table({
    ...{plan, deck, log, control, version: packageVersion(), t: () => exercise?.t ?? 0},
    ...{rolls: flags.roll ?? false, seed},
    // Minutes of the story: where it runs faster than the drill, they are fewer of its own.
    lookCostMs: Math.round(costMs / (drill.pace.story?.scale ?? 1)),
    ...(flags.whatIf && {
      whatIf: new SimulatedTable({
        deck,
        env,
        version: packageVersion(),
        plan: triedPlan(drill, scenarios, flags.language),
      }),
    }),
  });
  exercise = exerciseOf(played, plan, {
    ...{kind: 'tabletop', log, control, clock, language: flags.language, table, open: openBefore(dir, drill.id)},
  });
  return {drill: played, exercise, table, log, dir, deck};
}

/** An evening is shorter than this. */
const EVENING_MS = 12 * 3_600_000;

/** The same attacks on the cluster of what-if: people have as long as the table sits. */
function triedPlan(drill: LoadedDrill, scenarios: Scenario[], language: string): Plan {
  const respond = {...respondTo(drill, {handsOut: true, language}), withinMs: EVENING_MS, people: ['table']};
  return makePlan(drill, scenarios, {respond, parallel: 10});
}

/** Whether any evidence on the table was not recorded on a real API server, and what is to be said of all of it. */
export function markOfDeck(deck: Deck): string {
  const recorded = [...deck.values()].map(one => one.recorded);
  const clusters = [...new Set(recorded.map(({cluster}) => cluster))].join(', ');
  const simulated = recorded.some(one => one.simulated) ? 'simulated · ' : '';
  return `${simulated}recorded on ${clusters}`;
}
