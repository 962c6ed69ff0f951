// The room of a live drill as the server opens it, without a cluster: what the benchmarks of live drills are played in.
import {join} from 'node:path';
import {built} from './lib.js';

/** @param webDir folder of the page; one that is empty serves none */
export async function openRoom(dir, webDir = dir) {
  const {Exercise} = await built('live/conductor/exercise.js');
  const {Roster} = await built('live/conductor/roster.js');
  const {rolesOf, scriptOf} = await built('live/conductor/roles.js');
  const {listen} = await built('live/server/listen.js');
  const {webPage} = await built('live/server/web-page.js');
  const {EventLog} = await built('events/log.js');
  const {DrillControl} = await built('drill/control.js');
  const {Turns} = await built('drill/turns.js');
  const {loadDrill} = await built('scenario/load.js');
  const {realClock: clock} = await built('lib/clock.js');

  const drill = loadDrill('core');
  const turns = new Turns();
  const control = Object.assign(new DrillControl(turns), {turns});
  const roles = rolesOf(drill);
  const roster = new Roster(roles);
  const log = new EventLog(clock, join(dir, 'events.ndjson'));
  const none = {procedures: [], openActions: []};
  const given = {drill, kind: 'live', language: 'en', roles, script: scriptOf(drill), ...none, run: 'bench1'};
  const exercise = new Exercise({...given, log, control, clock, roster});
  exercise.open();
  const heard = {exercise, clock, dir, page: webPage(webDir), onRoster: () => {}};
  const server = await listen(heard, {host: '127.0.0.1', port: 0});
  return {exercise, roster, log, server, clock};
}
