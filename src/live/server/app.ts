import type {HttpBindings} from '@hono/node-server';
import {RESPONSE_ALREADY_SENT} from '@hono/node-server/utils/response';
import {type Context, Hono} from 'hono';
import {bodyLimit} from 'hono/body-limit';
import type {ContentfulStatusCode} from 'hono/utils/http-status';
import type {Clock} from '../../lib/clock.js';
import {DrillError} from '../../lib/errors.js';
import type {Hello} from '../../view/live/facts.js';
import {refusalText} from '../../view/live/told/refusals.js';
import {isThere} from '../conductor/commands/command.js';
import {COMMANDS, obey} from '../conductor/commands/index.js';
import type {Exercise} from '../conductor/exercise.js';
import {busy, Refused, refuse} from '../conductor/refused.js';
import type {Participant} from '../conductor/roster.js';
import type {Feed} from '../project/feed.js';
import {handedIn, handIn, MOST_EVIDENCE_BYTES} from './evidence.js';
import {codesOf, dueOf, evidenceFile, linkPicture} from './for-staff.js';
import {HEADERS, type Names, refusal, tokenOf} from './guard.js';
import {hintPrice} from './hint-price.js';
import {join} from './join.js';
import {COMMAND_RATE, JOIN_RATES, RateLimit, STREAMS} from './limits.js';
import {Once} from './once.js';
import type {Room} from './room.js';
import {resumesAt} from './stream.js';
import type {WebPage} from './web-page.js';

/** What is served. */
export interface AppInput {
  /** At least one; people are known in the one that their code belongs to. */
  rooms: readonly Room[];
  clock: Clock;
  names: () => Names;
  page: WebPage;
}

const MOST_BYTES = 64 * 1024;
/** No line of kubectl that people type is longer. */
const MOST_LINE = 4000;
type Env = {Bindings: HttpBindings; Variables: {person: Participant; room: Room}};
type Ctx = Context<Env>;

/** The server of a drill with people: a page, streams down, commands up. */
export function createApp({rooms, clock, names, page}: AppInput): Hono<Env> {
  const app = new Hono<Env>();
  const once = new Once(error => error instanceof Refused && error.status === 503);
  const fromAddress = new RateLimit(clock, JOIN_RATES.address);
  const fromAll = new RateLimit(clock, JOIN_RATES.all);
  const commands = new RateLimit(clock, COMMAND_RATE);
  /** Who a token belongs to, and where they are. */
  const known = (c: Ctx): {room: Room; person: Participant} | undefined => {
    const token = tokenOf(c.env.incoming) ?? '';
    for (const room of rooms) {
      const person = room.exercise.input.roster.byToken(token);
      if (person) return {room, person};
    }
    return undefined;
  };
  const hurries = (c: Ctx): boolean => !commands.take(`${c.get('room').exercise.epoch} ${c.get('person').id}`);

  app.use('*', async (c, next) => {
    const why = refusal(c.env.incoming, names());
    if (why !== undefined) return c.json({reason: why}, 403);
    await next();
    // Behind what answers: an answer that was made elsewhere takes none that were set before.
    for (const [name, value] of Object.entries(HEADERS)) c.header(name, value);
  });
  app.onError((error, c) => failed(c as Ctx, error));
  app.get('/healthz', c => c.text('ok'));

  app.post('/api/join', bodyLimit({maxSize: MOST_BYTES, onError: tooLarge}), async c => {
    const address = c.env.incoming.socket.remoteAddress ?? '';
    if (!fromAddress.take(address) || !fromAll.take('')) throw refuse(429, 'too many tries');
    const {room, person, token} = join(rooms, await jsonOf(c));
    fromAddress.giveBack(address);
    fromAll.giveBack('');
    room.served.onRoster();
    const {id, name, role, via} = person;
    if (via === 'terminal') return c.json({person: id, name, role, token: token.reveal()}, 201);
    const secure = names().scheme === 'https' ? '; Secure' : '';
    c.header('Set-Cookie', `kd=${token.reveal()}; Path=/; HttpOnly; SameSite=Strict${secure}`);
    return c.json({person: id, name, role}, 201);
  });

  // A browser asks it before anybody has joined, too: that nobody has is an answer.
  app.get('/api/me', c => {
    const me = known(c)?.person;
    c.header('Cache-Control', 'no-store');
    return c.json(me ? {person: me.id, name: me.name, role: me.role} : {});
  });

  app.use('/api/*', async (c, next) => {
    const me = known(c);
    if (!me) return c.json({reason: refusalText('join first'), code: 'join first'}, 401);
    c.set('person', me.person);
    c.set('room', me.room);
    c.header('Cache-Control', 'no-store');
    await next();
  });

  app.get('/api/due', c => c.json({due: dueOf(c.get('room').exercise, c.get('person'))}));
  app.get('/api/codes', c => {
    const codes = codesOf(c.get('room').exercise, c.get('person'));
    const at = `${names().scheme}://${c.req.header('host')}`;
    const pictures = Object.entries(codes).map(([role, code]) => [role, linkPicture(`${at}/#j=${code}`)]);
    return c.json({codes, pictures: Object.fromEntries(pictures)});
  });
  app.get('/api/evidence/:id', c => {
    const {exercise, served} = c.get('room');
    return evidenceFile(exercise, c.get('person'), served.dir, c.req.param('id'));
  });

  app.get('/api/hint', c => {
    if (hurries(c)) throw busy(429, 'too fast');
    return c.json({price: hintPrice(c.get('room').exercise, c.get('person'), c.req.query('alert'))});
  });

  app.get('/api/events', c => {
    const [person, room] = [c.get('person'), c.get('room')];
    const {exercise, presence} = room;
    if (presence.count(person.id) >= STREAMS.person) throw new Refused(429, `${STREAMS.person} streams at the most`);
    const open = rooms.reduce((sum, one) => sum + one.presence.count(), 0);
    if (open >= STREAMS.all) throw new Refused(429, `${STREAMS.all} streams at the most, of all people`);
    const broadcast = room.broadcastFor(person.role);
    presence.came(person.id, c.env.outgoing);
    c.env.outgoing.on('close', () => void presence.left(person.id, c.env.outgoing));
    const last = c.req.header('last-event-id') ?? c.req.query('after');
    const next = resumesAt(last, exercise.epoch, broadcast.feed.frames.length);
    broadcast.add(c.env.outgoing, helloOf(exercise, person, broadcast.feed), next);
    return RESPONSE_ALREADY_SENT;
  });

  app.post('/api/do', bodyLimit({maxSize: MOST_BYTES, onError: tooLarge}), async c => {
    const person = c.get('person');
    const {exercise, served} = c.get('room');
    if (hurries(c)) throw busy(429, 'too fast');
    const {id, do: name, at, ...input} = commandOf(await jsonOf(c));
    const key = `${person.id} ${id}`;
    const answer = await once.of(`${exercise.epoch} ${key}`, async () => ({
      done:
        exercise.doneBy(key) ??
        (await obey(exercise, person, name, input, {command: key, ...claimed(at, exercise.input.clock)})).length,
    }));
    served.onRoster();
    return c.json(answer);
  });

  app.get('/api/kubeconfig', async c => {
    const config = await c.get('room').kubeconfigs.of(c.get('person'));
    c.header('Cache-Control', 'no-store');
    c.header('Content-Disposition', 'attachment; filename="kubeconfig.yaml"');
    return c.text(config.reveal());
  });

  app.post('/api/evidence', bodyLimit({maxSize: MOST_EVIDENCE_BYTES, onError: tooLarge}), async c => {
    const person = c.get('person');
    const {exercise, served} = c.get('room');
    const role = exercise.input.roster.roleOf(person);
    if (role.kind !== 'responds' || !role.can.includes('evidence')) throw refuse(403, 'no evidence', {role: role.id});
    if (hurries(c)) throw busy(429, 'too fast');
    const {id: command, at, title = '', alert} = c.req.query();
    const key = `${person.id} ${commandId(command)}`;
    const asking = {command: key, ...claimed(whenDone(at), exercise.input.clock)};
    const bytes = Buffer.from(await c.req.arrayBuffer());
    const id = await once.of(
      `evidence ${exercise.epoch} ${key}`,
      async () => handedIn(exercise, key) ?? handIn(exercise, person, served.dir, {bytes, title, alert, asking}),
    );
    return c.json({id}, 201);
  });

  app.post('/api/kubectl', bodyLimit({maxSize: MOST_BYTES, onError: tooLarge}), async c => {
    if (hurries(c)) throw busy(429, 'too fast');
    const {line} = (await jsonOf(c)) as {line?: unknown};
    if (typeof line !== 'string' || line.length > MOST_LINE) throw new Refused(422, 'line: must be a line of kubectl');
    const {ok, text} = await c.get('room').shells.run(c.get('person'), line);
    return c.json({ok, text});
  });

  app.get('*', c => page.answer(c.req.path));
  app.all('*', c => c.json({reason: 'there is no such thing here'}, 404));
  return app;
}

/** What a person may do, and no more of it than its name: for the keys and buttons of a client. */
export const mayDo = (exercise: Exercise, person: Participant): string[] => {
  const role = exercise.input.roster.roleOf(person);
  const files = [
    ...(role.kind === 'responds' && role.can.includes('evidence') ? ['evidence'] : []),
    ...(role.cluster === undefined || exercise.input.table
      ? []
      : ['kubeconfig', ...(role.part === 'student' ? ['kubectl'] : [])]),
  ];
  return [
    ...Object.entries(COMMANDS).flatMap(([name, command]) =>
      command.may(role) && isThere(command, exercise) ? [name] : [],
    ),
    ...files,
  ];
};

function helloOf(exercise: Exercise, person: Participant, {frames, stillSince}: Feed): Hello {
  const {roster, clock, language} = exercise.input;
  const {id, name, role} = person;
  return {
    ...{person: id, name, role, kind: roster.roleOf(person).kind, can: mayDo(exercise, person), language},
    ...{epoch: exercise.epoch, old: frames.length},
    serverNow: stillSince === undefined ? clock.wall().getTime() : Date.parse(stillSince),
  };
}

/** A command's own id makes it safe to send again: it is done once. */
function commandOf(body: unknown): {id: string; do: string; at: string | undefined} & Record<string, unknown> {
  const {
    id,
    do: name,
    at,
    ...input
  } = (typeof body === 'object' && body !== null ? body : {}) as Record<string, unknown>;
  if (typeof name !== 'string') throw new Refused(422, 'do: must be the name of a command');
  return {...input, id: commandId(id), do: name, at: whenDone(at)};
}

function commandId(id: unknown): string {
  if (typeof id !== 'string' || !/^[\w-]{8,64}$/.test(id)) throw new Refused(422, 'id: must be a UUID of this command');
  return id;
}

function whenDone(at: unknown): string | undefined {
  if (at === undefined || (typeof at === 'string' && !Number.isNaN(Date.parse(at)))) return at;
  throw new Refused(422, 'at: must be when it was done, such as 2026-11-23T12:00:58Z');
}

/** When a person says to have done something: never later than it came. */
function claimed(at: string | undefined, clock: Clock): {claimedAt?: string} {
  const ms = Date.parse(at ?? '');
  return ms < clock.wall().getTime() ? {claimedAt: new Date(ms).toISOString()} : {};
}

async function jsonOf(c: Ctx): Promise<unknown> {
  if (!/^application\/json\b/i.test(c.req.header('content-type') ?? ''))
    throw new Refused(422, 'send application/json');
  try {
    return await c.req.json();
  } catch {
    throw new Refused(422, 'it is not JSON');
  }
}

const tooLarge = (c: Context) => c.json({reason: refusalText('too large'), code: 'too large'}, 413);

function failed(c: Ctx, error: Error) {
  if (error instanceof Refused) {
    const {message: reason, code, values, isBusy, first} = error;
    return c.json(
      {reason, ...(code && {code, values}), ...(isBusy && {isBusy}), ...first},
      error.status as ContentfulStatusCode,
    );
  }
  if (error instanceof DrillError) return c.json({reason: error.message, isBusy: true}, 503);
  // What went wrong inside of kubedrill is for its log, not for whom it happened to.
  queueMicrotask(() => {
    throw error;
  });
  return c.json({reason: 'this server has failed'}, 500);
}
