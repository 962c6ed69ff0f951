import type {HttpBindings} from '@hono/node-server';
import {RESPONSE_ALREADY_SENT} from '@hono/node-server/utils/response';
import {type Context, Hono} from 'hono';
import {bodyLimit} from 'hono/body-limit';
import type {ContentfulStatusCode} from 'hono/utils/http-status';
import type {Clock} from '../../lib/clock.js';
import {DrillError} from '../../lib/errors.js';
import type {Hello} from '../../view/live/facts.js';
import {refusalText} from '../../view/live/told/refusals.js';
import {COMMANDS, obey} from '../conductor/commands/index.js';
import type {Exercise} from '../conductor/exercise.js';
import {busy, Refused, refuse} from '../conductor/refused.js';
import type {Participant} from '../conductor/roster.js';
import {handedIn, handIn, MOST_EVIDENCE_BYTES} from './evidence.js';
import {codesOf, dueOf, evidenceFile} from './for-staff.js';
import {HEADERS, type Names, refusal, tokenOf} from './guard.js';
import {hintPrice} from './hint-price.js';
import {join} from './join.js';
import {Kubeconfigs} from './kubeconfig.js';
import {COMMAND_RATE, JOIN_RATES, RateLimit, STREAMS} from './limits.js';
import {Once} from './once.js';
import type {Presence} from './presence.js';
import {Broadcast, resumesAt} from './stream.js';
import type {WebPage} from './web-page.js';

/** What is served. */
export interface AppInput {
  exercise: Exercise;
  clock: Clock;
  names: () => Names;
  /** The run's folder. */
  dir: string;
  page: WebPage;
  closed: AbortSignal;
  /** Called whenever somebody has joined or left for good. */
  onRoster: () => void;
  presence: Presence;
}

const MOST_BYTES = 64 * 1024;
type Env = {Bindings: HttpBindings; Variables: {person: Participant}};
type Ctx = Context<Env>;

/** The server of a drill with people: a page, streams down, commands up. */
export function createApp({exercise, clock, names, dir, page, closed, onRoster, presence}: AppInput): Hono<Env> {
  const app = new Hono<Env>();
  const {roster} = exercise.input;
  const epoch = exercise.epoch;
  const kubeconfigs = new Kubeconfigs(exercise);
  const once = new Once(error => error instanceof Refused && error.status === 503);
  const fromAddress = new RateLimit(clock, JOIN_RATES.address);
  const fromAll = new RateLimit(clock, JOIN_RATES.all);
  const commands = new RateLimit(clock, COMMAND_RATE);
  const feeds = new Set(exercise.feeds.values());
  const broadcasts = new Map([...feeds].map(feed => [feed, new Broadcast(feed, epoch, clock, closed)] as const));

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
    const {person, token} = join(exercise, await jsonOf(c));
    fromAddress.giveBack(address);
    fromAll.giveBack('');
    onRoster();
    const {id, name, role, via} = person;
    if (via === 'terminal') return c.json({person: id, name, role, token: token.reveal()}, 201);
    const secure = names().scheme === 'https' ? '; Secure' : '';
    c.header('Set-Cookie', `kd=${token.reveal()}; Path=/; HttpOnly; SameSite=Strict${secure}`);
    return c.json({person: id, name, role}, 201);
  });

  // A browser asks it before anybody has joined, too: that nobody has is an answer.
  app.get('/api/me', c => {
    const known = roster.byToken(tokenOf(c.env.incoming) ?? '');
    c.header('Cache-Control', 'no-store');
    return c.json(known ? {person: known.id, name: known.name, role: known.role} : {});
  });

  app.use('/api/*', async (c, next) => {
    const person = roster.byToken(tokenOf(c.env.incoming) ?? '');
    if (!person) return c.json({reason: refusalText('join first'), code: 'join first'}, 401);
    c.set('person', person);
    c.header('Cache-Control', 'no-store');
    await next();
  });

  app.get('/api/due', c => c.json({due: dueOf(exercise, c.get('person'))}));
  app.get('/api/codes', c => c.json({codes: codesOf(exercise, c.get('person'))}));
  app.get('/api/evidence/:id', c => evidenceFile(exercise, c.get('person'), dir, c.req.param('id')));

  app.get('/api/hint', c => {
    const person = c.get('person');
    if (!commands.take(person.id)) throw busy(429, 'too fast');
    return c.json({price: hintPrice(exercise, person, c.req.query('alert'))});
  });

  app.get('/api/events', c => {
    const person = c.get('person');
    if (presence.count(person.id) >= STREAMS.person) throw new Refused(429, `${STREAMS.person} streams at the most`);
    if (presence.count() >= STREAMS.all) throw new Refused(429, `${STREAMS.all} streams at the most, of all people`);
    const feed = exercise.feeds.get(person.role);
    const broadcast = feed && broadcasts.get(feed);
    if (!broadcast) throw new Error(`nothing is sent to ${person.role}`);
    presence.came(person.id, c.env.outgoing);
    c.env.outgoing.on('close', () => void presence.left(person.id, c.env.outgoing));
    const last = c.req.header('last-event-id') ?? c.req.query('after');
    const next = resumesAt(last, epoch, broadcast.feed.frames.length);
    broadcast.add(c.env.outgoing, helloOf(exercise, person, broadcast.feed.frames.length), next);
    return RESPONSE_ALREADY_SENT;
  });

  app.post('/api/do', bodyLimit({maxSize: MOST_BYTES, onError: tooLarge}), async c => {
    const person = c.get('person');
    if (!commands.take(person.id)) throw busy(429, 'too fast');
    const {id, do: name, at, ...input} = commandOf(await jsonOf(c));
    const key = `${person.id} ${id}`;
    const answer = await once.of(key, async () => ({
      done:
        exercise.doneBy(key) ??
        (await obey(exercise, person, name, input, {command: key, ...claimed(at, exercise.input.clock)})).length,
    }));
    onRoster();
    return c.json(answer);
  });

  app.get('/api/kubeconfig', async c => {
    const config = await kubeconfigs.of(c.get('person'));
    c.header('Cache-Control', 'no-store');
    c.header('Content-Disposition', 'attachment; filename="kubeconfig.yaml"');
    return c.text(config.reveal());
  });

  app.post('/api/evidence', bodyLimit({maxSize: MOST_EVIDENCE_BYTES, onError: tooLarge}), async c => {
    const person = c.get('person');
    const role = roster.roleOf(person);
    if (role.kind !== 'responds' || !role.can.includes('evidence')) throw refuse(403, 'no evidence', {role: role.id});
    if (!commands.take(person.id)) throw busy(429, 'too fast');
    const {id: command, at, title = '', alert} = c.req.query();
    const key = `${person.id} ${commandId(command)}`;
    const asking = {command: key, ...claimed(whenDone(at), exercise.input.clock)};
    const bytes = Buffer.from(await c.req.arrayBuffer());
    const id = await once.of(
      `evidence ${key}`,
      async () => handedIn(exercise, key) ?? handIn(exercise, person, dir, {bytes, title, alert, asking}),
    );
    return c.json({id}, 201);
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
    ...(role.cluster === undefined ? [] : ['kubeconfig']),
  ];
  return [...Object.entries(COMMANDS).flatMap(([name, {may}]) => (may(role) ? [name] : [])), ...files];
};

function helloOf(exercise: Exercise, person: Participant, old: number): Hello {
  const {roster, clock, language} = exercise.input;
  const {id, name, role} = person;
  return {
    ...{person: id, name, role, kind: roster.roleOf(person).kind, can: mayDo(exercise, person), language},
    ...{epoch: exercise.epoch, serverNow: clock.wall().getTime(), t: exercise.t, old},
    isRunning: exercise.time.state === 'running',
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
