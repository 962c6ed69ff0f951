import {join} from 'node:path';
import {DrillControl} from '../../drill/control.js';
import {newRunId} from '../../drill/plan/plan.js';
import {Turns} from '../../drill/turns.js';
import {realClock} from '../../lib/clock.js';
import {Exercise} from '../../live/conductor/exercise.js';
import {BOARD, type LiveRole} from '../../live/conductor/roles.js';
import {Roster} from '../../live/conductor/roster.js';
import type {Queue} from '../../live/workshop/queue.js';
import {Team} from '../../live/workshop/team.js';
import {Workshop} from '../../live/workshop/workshop.js';
import {DUTIES} from '../../scenario/exercise/people.js';
import type {Io} from '../io.js';
import {proceduresAtHand} from '../live/procedures.js';
import type {Resumed, WorkshopFlags} from './flags.js';
import {logIn} from './folders.js';
import {asShared, isToBeMade} from './layouts.js';
import type {PreparedWorkshop} from './prepare.js';
import type {TeamName} from './teams.js';

/** What everything of a workshop is made from. */
export interface Making {
  prepared: PreparedWorkshop;
  run: string;
  dir: string;
  flags: WorkshopFlags;
  io: Io;
  abort: AbortSignal;
  version: string;
  /** Where teams share a cluster that is still to be made. */
  after?: Promise<void>;
  /** Where teams share a cluster. */
  queue?: Queue;
  /** Where it goes on after a kill. */
  resumed?: Pick<Resumed, 'saved' | 'teams'>;
}

/** Who leads a workshop. */
export const TRAINER: LiveRole = {
  ...{id: 'trainer', kind: 'controls', part: 'trainer', min: 0, can: []},
  duties: ['Starts the workshop, sees who is stuck, helps'],
};

/** Everybody in a team. */
export const STUDENT: LiveRole = {
  ...{id: 'student', kind: 'responds', part: 'student', min: 0, cluster: 'operator'},
  can: [...DUTIES],
  duties: ['Finds the attack, stops the attacker, keeps evidence, leaves the rest alone'],
};

/** What a drill is steered by whose attacks wait for their turns. */
export const newControl = () => {
  const turns = new Turns();
  return Object.assign(new DrillControl(turns), {turns});
};

/** The exercise of one team, and what its attacks are played on. */
export function teamOf({id, name}: TeamName, dir: string, making: Making): Team {
  const {prepared, flags, io, abort, version, resumed} = making;
  const log = logIn(dir, resumed !== undefined);
  // A log that is empty had not begun when the process was killed.
  const resumes = log.length > 0;
  const {drill, plan, request, rules, script} = prepared;
  const saved = resumed?.teams.get(id);
  const run = saved?.run ?? newRunId();
  const roles = [STUDENT];
  const exercise = new Exercise({
    ...{drill, kind: 'workshop', language: flags.language, roles, script, clock: realClock, run},
    ...{log, control: newControl(), roster: new Roster(roles, saved?.roster), openActions: []},
    procedures: proceduresAtHand(drill, plan.scenarios),
  });
  return new Team({
    ...{
      id,
      name,
      exercise,
      dir,
      isShared: flags.on === 'namespaces',
      ...(making.queue && {queue: making.queue}),
      resumes,
      sittingDir: number => (number === 1 && !resumed ? dir : join(dir, `sitting-${Date.now()}`)),
    },
    playing: {
      ...{
        request: isToBeMade(flags.on, request) ? asShared(request, making.run) : request,
        rules,
        anyRule: false,
        clock: realClock,
        abort,
        env: io.env,
        version,
        ...(making.after && {after: making.after}),
      },
      plan: {...plan, run},
      choice: {kind: request.kind === 'auto' ? 'kind' : request.kind, reason: 'asked for with --on'},
      identity: {labels: {}, cluster: id},
    },
    onStarted: () => {
      exercise.open();
      exercise.append({type: 'levels.loaded', levels: prepared.levels});
    },
  });
}

/** The exercise of those who see all teams. */
export function hallOf(dir: string, workshop: () => Workshop, teams: readonly Team[], making: Making): Exercise {
  const {prepared, run, flags, resumed} = making;
  const roles = [TRAINER, BOARD];
  const codes = () =>
    Object.fromEntries(teams.map(({id, exercise}) => [id, exercise.input.roster.codeOf(STUDENT.id).reveal()]));
  return new Exercise({
    drill: {...prepared.drill, questions: [], hints: {}},
    ...{kind: 'workshop', language: flags.language, roles, script: [], procedures: [], openActions: []},
    ...{log: logIn(dir, resumed !== undefined), control: newControl(), clock: realClock, run},
    roster: new Roster(roles, resumed?.saved.roster),
    teaching: Workshop.teaching(workshop, {teams: teams.map(({id}) => id), codes}),
  });
}
