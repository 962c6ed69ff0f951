import {newRunId} from '../../../drill/plan/plan.js';
import type {LevelWords} from '../../../events/workshop.js';
import {allLabs, type Lab, labNamed} from '../../../lab/load.js';
import {realClock} from '../../../lib/clock.js';
import {probeDir} from '../../../lib/files/files.js';
import {LAB_POINTS} from '../../../live/conductor/commands/labs.js';
import {Exercise} from '../../../live/conductor/exercise.js';
import {refuse} from '../../../live/conductor/refused.js';
import {BOARD, type LiveRole} from '../../../live/conductor/roles.js';
import {Roster} from '../../../live/conductor/roster.js';
import type {Teaching} from '../../../live/conductor/teaching.js';
import {untilOver} from '../../../live/conductor/until-over.js';
import {loadDrill} from '../../../scenario/load.js';
import {watchInterrupts} from '../../interrupts.js';
import {type GlobalFlags, type Io, tellLines} from '../../io.js';
import {followLive} from '../../live/follow.js';
import {addressOf} from '../../live/room/address.js';
import {durationFlag} from '../../number-flags.js';
import {runFolder} from '../../run/folder.js';
import type {WorkshopFlags} from '../flags.js';
import {logIn} from '../folders.js';
import {newControl, TRAINER} from '../made.js';
import {openRoom} from '../room.js';
import {hallStarted} from '../started.js';
import {followHall, linkLines} from '../tell.js';
import {windUp} from '../wind-up.js';

/** The flags of `workshop labs`. */
export type LabsFlags = Omit<WorkshopFlags, 'teams' | 'names' | 'on' | 'length' | 'start' | 'workloadImage'>;

const LEARNER: LiveRole = {
  ...{id: 'learner', kind: 'responds', part: 'learner', min: 0, can: []},
  duties: ['Mends a broken chain, and reports each check'],
};

/** A class at labs, from flags to exit code: every learner is a row, and every lab a column. */
export async function runLabs(names: readonly string[], flags: LabsFlags & GlobalFlags, io: Io): Promise<number> {
  const labs = names.length ? names.map(labNamed) : allLabs();
  const aloneMs = durationFlag('--alone', flags.alone);
  const interrupts = watchInterrupts(io);
  try {
    const address = await addressOf(flags);
    const run = newRunId();
    const dir = runFolder(flags.out, run, realClock.wall());
    probeDir(dir);
    const hall = hallOf(labs, dir, run, flags);
    const room = await openRoom([{exercise: hall, dir}], address, {isNew: true});
    hall.input.log.append(hallStarted(run, hall.input.drill, 'simulated'));
    hall.open();
    hall.append({type: 'workshop.opened', layout: 'labs', lengthMs: 0, teams: [], levels: labs.map(levelOf)});
    seatLearners(hall);
    const joining = () => linkLines(room.url, hall, [], address);
    tellLines(io, joining());
    const plain = {joining, follow: () => followHall(hall, io)};
    const {turns} = hall.input.control;
    turns.open();
    const running = turns.over(interrupts.signal).then(
      () => undefined,
      (error: unknown) => ({error}),
    );
    const progress = await followLive(hall, room, address, {io, flags, interrupts, plain});
    const failure = await untilOver(hall, {
      ...{clock: realClock, running, listening: room.streams, signal: interrupts.signal, startsItself: true, aloneMs},
    }).finally(() => room.close());
    hall.input.log.close();
    await progress.close();
    return await windUp(hall, {dir, io, signal: interrupts.signal, failure});
  } finally {
    interrupts.close();
  }
}

const levelOf = ({id, title}: Lab): LevelWords => ({
  ...{id, title, needs: []},
  tasks: [{id, kind: 'lab', of: '', points: LAB_POINTS.solved, text: title}],
});

function hallOf(labs: readonly Lab[], dir: string, run: string, {language}: LabsFlags): Exercise {
  const roles = [TRAINER, BOARD, LEARNER];
  const drill = {
    ...loadDrill('core'),
    ...{id: 'labs', title: 'Labs', description: `${labs.length} broken chains to mend`, questions: [], hints: {}},
  };
  const hall: Exercise = new Exercise({
    ...{drill, kind: 'workshop', language, roles, script: [], procedures: [], openActions: [], run},
    ...{log: logIn(dir, false), control: newControl(), clock: realClock, roster: new Roster(roles)},
    teaching: teaching(() => hall),
  });
  return hall;
}

/** Learners work on their own machines: nothing there can be opened or begun anew from here. */
function teaching(hall: () => Exercise): Teaching {
  const notHere = () => {
    throw refuse(409, 'own machines');
  };
  return {
    get teams() {
      return Object.keys(hall().view.workshop?.teams ?? {});
    },
    codes: () => ({}),
    ...{reset: notHere, moveOn: notHere, giveHint: notHere, helped: notHere},
    award: (team, points, reason) =>
      void hall().append({type: 'team.progressed', team, what: 'points', t: hall().t, points, reason}),
  };
}

/** Each learner is a team of their own as soon as they join. */
function seatLearners(hall: Exercise): void {
  hall.input.log.subscribe(event => {
    if (event.type !== 'participant.joined' || event.role !== LEARNER.id) return;
    const {person: team, name: person} = event;
    queueMicrotask(() => {
      if (hall.input.log.isBroken) return;
      hall.append({type: 'team.progressed', team, what: 'joined', t: hall.t, people: 1, person});
    });
  });
}
