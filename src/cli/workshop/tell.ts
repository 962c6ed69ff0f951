import type {DrillEvent} from '../../events/events.js';
import {isLoopback} from '../../lib/net/loopback.js';
import type {Exercise} from '../../live/conductor/exercise.js';
import type {Address} from '../../live/server/listen.js';
import {fingerprintOf} from '../../live/server/tls.js';
import type {Workshop} from '../../live/workshop/workshop.js';
import {toldOf} from '../../view/live/saying.js';
import {tellingIn} from '../../view/live/words.js';
import {standings} from '../../view/live/workshop.js';
import {clockTime} from '../../view/stage-times.js';
import {type Io, tellLines} from '../io.js';
import {joinUrl} from '../live/room/join-lines.js';

/** How everybody joins: the trainer first, whose code is nobody else's. */
export const openLines = (url: string, {hall, teams}: Workshop, address: Address): string[] =>
  linkLines(
    url,
    hall,
    teams.map(({name, exercise}) => [name, exercise.input.roster.codeOf('student').reveal()]),
    address,
  );

/** The links of a hall's own roles, and of its teams by their codes. */
export function linkLines(
  url: string,
  {input: {roster}}: Exercise,
  teams: readonly (readonly [name: string, code: string])[],
  {host, tls}: Address,
): string[] {
  const own = roster.roles.map(({id}) => [id, roster.codeOf(id).reveal()] as const);
  return [
    `kubedrill: the workshop is open at ${url}; everybody joins in a browser:`,
    ...[...own, ...teams].map(([who, code]) => `  ${who.padEnd(20)} ${joinUrl(url, code)}`),
    ...(tls ? [`  SHA-256 of its certificate: ${fingerprintOf(tls)}`] : []),
    ...(!tls && !isLoopback(host)
      ? ['  WARNING: --insecure-http: everybody on this network can read along, codes and kubeconfigs among it']
      : []),
  ];
}

/** Tells what happens to teams, a line each; returns the way to stop. */
export function followHall(hall: Exercise, io: Io): () => void {
  const {log, language} = hall.input;
  const telling = tellingIn(language);
  return log.subscribe(event => {
    const text = phaseText(event) ?? toldOf({...event, n: event.seq}, hall.view, telling);
    if (text !== undefined) tellLines(io, [`${clockTime('t' in event ? event.t : hall.t)}  ${text}`]);
  });
}

/** What the cluster is busy with that teams share. */
const phaseText = (event: DrillEvent): string | undefined =>
  event.type === 'cluster.phase' && event.state === 'started' ? `the cluster of all teams: ${event.phase}` : undefined;

/** How it ended, and where everything is. */
export function endLines({view: {workshop}}: Exercise, dir: string): string[] {
  const rows = workshop ? standings(workshop) : [];
  return [
    ...rows.map(({name, points, solved}, index) => {
      const done = Object.keys(solved).length;
      return `${String(index + 1).padStart(3)}  ${name.padEnd(20)} ${String(points).padStart(5)} points  ${done} tasks`;
    }),
    `kubedrill: the workshop is over; what everybody did is in ${dir}`,
  ];
}
