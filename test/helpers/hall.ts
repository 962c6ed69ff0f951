import {STUDENT, TRAINER} from '../../src/cli/workshop/made.js';
import {DrillControl} from '../../src/drill/control.js';
import {Turns} from '../../src/drill/turns.js';
import type {DrillFact} from '../../src/events/events.js';
import {EventLog} from '../../src/events/log.js';
import type {LevelWords} from '../../src/events/workshop.js';
import {obey} from '../../src/live/conductor/commands/index.js';
import {Exercise} from '../../src/live/conductor/exercise.js';
import {BOARD, type LiveRole} from '../../src/live/conductor/roles.js';
import {type Participant, Roster} from '../../src/live/conductor/roster.js';
import {Team} from '../../src/live/workshop/team.js';
import {Workshop} from '../../src/live/workshop/workshop.js';
import {loadDrill} from '../../src/scenario/load.js';
import {SteppedClock} from './stepped-clock.js';

const task = (id: string, points: number): LevelWords['tasks'][number] => ({
  ...{id, points, kind: 'contained', of: 'secrets-listed', text: 'Stop the attacker'},
});
/** Three levels of four tasks. */
export const HALL_LEVELS: LevelWords[] = [
  {id: 'L1', title: 'See it', tasks: [task('L1.1', 10), task('L1.2', 50)], needs: []},
  {id: 'L2', title: 'Stop it', tasks: [task('L2.1', 50)], needs: [{level: 'L1', points: 30}]},
  {id: 'L3', title: 'Again', tasks: [task('L3.1', 50)], needs: [{level: 'L2'}]},
];

/** A workshop of an hour on a clock that stands still, without clusters: what happens in its teams is whoever appends facts. */
export function stagedHall(names: readonly string[], language = 'en') {
  const clock = new SteppedClock();
  const exerciseOf = (roles: LiveRole[], run: string, teaching?: ReturnType<typeof Workshop.teaching>) => {
    const turns = new Turns();
    const drill = {...loadDrill('core'), roles: [], clocks: [], pace: {by: 'clock', length: '1h'} as const};
    return new Exercise({
      ...{drill, kind: 'workshop', language, roles, script: [], procedures: [], openActions: [], run, clock},
      ...{
        log: new EventLog(clock),
        control: Object.assign(new DrillControl(turns), {turns}),
        roster: new Roster(roles),
      },
      ...(teaching && {teaching}),
    });
  };
  const teams = names.map(id => {
    const exercise = exerciseOf([STUDENT], `run-${id}`);
    const nothing = () => {};
    return new Team({
      ...{id, name: id, exercise, playing: {} as never, resumes: false, onStarted: nothing, isShared: false, dir: ''},
      sittingDir: () => '',
    });
  });
  const codes = () => Object.fromEntries(teams.map(({id}) => [id, 'K7QM-2XRD']));
  const hall = exerciseOf(
    [TRAINER, BOARD],
    'run-hall',
    Workshop.teaching(() => workshop, {teams: [...names], codes}),
  );
  const workshop: Workshop = new Workshop(hall, teams);
  for (const one of [hall, ...teams.map(({exercise}) => exercise)]) {
    one.open();
    one.input.control.turns.open();
  }
  const opened: DrillFact = {
    ...{type: 'workshop.opened', layout: 'simulated', lengthMs: 3_600_000, levels: HALL_LEVELS},
    teams: names.map(id => ({id, name: id})),
  };
  hall.append(opened);
  const join = (role: string, name = role): Participant => {
    const {person} = hall.input.roster.add(name, role, 'terminal');
    hall.append({type: 'participant.joined', person: person.id, name, role, via: 'terminal'});
    return person;
  };
  return {
    ...{hall, teams, workshop, clock, join},
    // What a picture of somebody's screen is made from.
    ...{exercise: hall, roster: hall.input.roster},
    does: (person: Participant, what: string, input: object = {}) => obey(hall, person, what, input),
    /** Moves the time on by steps of two seconds. */
    pass: async (ms: number) => {
      for (let left = ms; left > 0; left -= 2000) {
        await clock.advance(Math.min(left, 2000));
        for (const one of [hall, ...teams.map(({exercise}) => exercise)]) one.tick();
        workshop.tick();
      }
    },
  };
}
