import type {Clock} from '../../lib/clock.js';
import {environmentError, messageOf, usageError} from '../../lib/errors.js';
import {connectionFailure} from '../../lib/net/connection-failure.js';
import {isLoopback} from '../../lib/net/loopback.js';
import {Secret} from '../../lib/secret.js';
import type {ViewerEvent} from '../../view/live/facts.js';
import {EVIDENCE, evidenceFields} from '../part/evidence.js';
import {Outbox, type Outcome} from '../part/outbox.js';
import {type Answer, codes, doIt, due, hintPrice, join, kubeconfig, type Me, type Server, send, whoAmI} from './api.js';
import {type Frame, Frames} from './frames.js';
import type {KeptPart} from './kept-part.js';
import {ClientStore, type Told} from './store.js';
import {dispatcherTo, distrust} from './trust.js';

/**
 * Whether events come. `over`: the drill is over and its server gone · `removed`: the server no longer knows us.
 */
export type Connection = 'connecting' | 'online' | 'offline' | 'over' | 'removed';

/** What somebody joins with. */
export interface Joining {
  origin: string;
  code: string;
  name: string;
  /** The SHA-256 of the server's certificate, as `AB:CD:…`; absent: one that this machine trusts. */
  fingerprint?: string | undefined;
  clock: Clock;
  /** Where the token is kept, by which somebody who comes back is the same person; absent: it is not. */
  kept?: KeptPart | undefined;
  /** The language of what is told; absent: that of the drill. */
  language?: string | undefined;
}

/** Between two tries to come back, in milliseconds: the first, and the longest. */
const RETRY = {first: 1000, longest: 10_000};

/** One person's part in a drill, from this machine: events come down, commands go up. */
export class LiveClient {
  readonly store: ClientStore;
  readonly #closed = new AbortController();
  readonly #outbox: Outbox;
  readonly #listeners = new Set<() => void>();
  readonly #tellers = new Set<(event: ViewerEvent, told: Told | undefined) => void>();
  #connection: Connection = 'connecting';
  #late: string | undefined;

  readonly server: Server;

  constructor(
    server: Server,
    readonly me: Me,
    readonly clock: Clock,
    readonly own: Pick<Joining, 'kept' | 'language'> = {},
  ) {
    this.store = new ClientStore(() => clock.now(), own.language);
    this.server = {...server, language: () => own.language ?? this.store.hello?.language};
    this.#outbox = new Outbox({
      post: asked => doIt(this.server, asked),
      newId: () => crypto.randomUUID(),
      wallNow: () => this.store.wallNow,
      onChange: () => this.#changed(),
      onLate: reason => {
        this.#late = reason;
        this.#changed();
      },
    });
  }

  get connection(): Connection {
    return this.#connection;
  }

  /** Whether everybody on the network can read along. */
  get isInsecure(): boolean {
    const {protocol, hostname} = new URL(this.server.origin);
    return protocol === 'http:' && !isLoopback(hostname.replace(/^\[|\]$/g, ''));
  }

  /** How many commands wait for a connection. */
  get waiting(): number {
    return this.#outbox.waiting;
  }

  /** Why a command that was kept was refused in the end: of the last one. */
  get late(): string | undefined {
    return this.#late;
  }

  /** Calls `listener` after every change; returns the way to stop. */
  subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  /** Calls `teller` with every event from now on, and with what is said of it; returns the way to stop. */
  onEvent(teller: (event: ViewerEvent, told: Told | undefined) => void): () => void {
    this.#tellers.add(teller);
    return () => this.#tellers.delete(teller);
  }

  /** Listens until the part is over. A stream that breaks goes on where it was. */
  async listen(): Promise<void> {
    const {signal} = this.#closed;
    let pause = RETRY.first;
    while (!signal.aborted && !this.#isOver) {
      let hasBegun = false;
      const isRefused = await this.#read(() => {
        hasBegun = true;
        pause = RETRY.first;
      }).catch((error: unknown) => connectionFailure(error) === 'connection refused');
      if (signal.aborted || this.#isOver) return;
      const hasEnded = this.store.view.clock.state === 'ended';
      if (isRefused && hasEnded) return this.#connect('over');
      // After the drill its server may just have gone: that is asked at once, and not called a failure.
      if (hasBegun && hasEnded) continue;
      this.#connect('offline');
      await this.clock.sleep(pause, signal).catch(() => {});
      pause = Math.min(RETRY.longest, pause * 2);
    }
  }

  /** Does something, or keeps it until there is a connection. */
  async send(name: string, input?: Readonly<Record<string, unknown>>): Promise<Outcome> {
    const outcome = await this.#outbox.send(name, input);
    if (outcome.state === 'kept') void this.#flushLater();
    return outcome;
  }

  /** @throws Error where the server cannot be reached */
  kubeconfig = (): Promise<Answer<string>> => kubeconfig(this.server);

  /** Hands in evidence: the bytes of a text or a PNG picture; like everything else it is kept until there is a connection. */
  handIn = (bytes: Uint8Array, title: string, alert?: string): Promise<Outcome> =>
    this.send(EVIDENCE, evidenceFields(bytes, title, alert));

  /** @throws Error where the server cannot be reached */
  hintPrice = (alert?: string): Promise<Answer<{price: number}>> => hintPrice(this.server, alert);

  /** The codes by which people join, by role; none where one may not know them, or the server cannot say. */
  async codes(): Promise<Record<string, string>> {
    const answer = await codes(this.server).catch(() => undefined);
    return answer?.ok ? answer.value.codes : {};
  }

  /** When injects are due, in drill time; none where the server cannot say. */
  async due(): Promise<Record<string, number>> {
    const answer = await due(this.server).catch(() => undefined);
    return answer?.ok ? answer.value.due : {};
  }

  /** Leaves. The drill goes on. */
  close(): void {
    this.#closed.abort();
  }

  get #isOver(): boolean {
    return this.#connection === 'over' || this.#connection === 'removed';
  }

  /** Reads one stream to its end; returns whether the server did not even begin one. */
  async #read(onHello: () => void): Promise<boolean> {
    const {lastId} = this.store;
    const headers = {accept: 'text/event-stream', ...(lastId !== undefined && {'last-event-id': lastId})};
    const response = await send(this.server, '/api/events', {headers, signal: this.#closed.signal});
    if (response.status === 401) this.#connect('removed');
    if (!response.ok || !response.body) return false;
    const frames = new Frames();
    for await (const bytes of response.body) {
      for (const frame of frames.push(bytes)) {
        if (frame.event === 'hello') onHello();
        this.#take(frame);
      }
      this.#changed();
    }
    return false;
  }

  #take({event, id, data}: Frame): void {
    if (event === 'hello') {
      this.store.greet(JSON.parse(data), id);
      this.#connection = 'online';
      void this.#outbox.flush();
    } else if (event === 'event') {
      const known = JSON.parse(data) as ViewerEvent;
      const told = this.store.take(known, id);
      for (const teller of this.#tellers) teller(known, told);
    }
  }

  /** A command may be kept although the stream goes on: nothing else would send it again. */
  async #flushLater(): Promise<void> {
    await this.clock.sleep(RETRY.first, this.#closed.signal).catch(() => {});
    if (this.#connection === 'online') await this.#outbox.flush();
    if (this.waiting && this.#connection === 'online' && !this.#closed.signal.aborted) await this.#flushLater();
  }

  #connect(state: Connection): void {
    if (state === this.#connection) return;
    this.#connection = state;
    if (this.#isOver) this.own.kept?.forget();
    this.#changed();
  }

  #changed(): void {
    for (const listener of this.#listeners) listener();
  }
}

/** Connections to a server, before anybody has joined. */
export const serverOf = ({origin, fingerprint}: Pick<Joining, 'origin' | 'fingerprint'>): Server => ({
  ...{origin, dispatcher: dispatcherTo(fingerprint)},
  ...(fingerprint !== undefined && {fingerprint}),
});

/**
 * Joins a drill, or comes back to the part that was kept.
 *
 * @throws DrillError: 2 for a code or a name that is refused, 3 where the server cannot be reached, or is not trusted.
 */
export async function joinDrill({code, name, clock, kept, language, ...where}: Joining): Promise<LiveClient> {
  const {origin} = where;
  const server = {...serverOf(where), language: () => language};
  const reached = <T>(asked: Promise<T>): Promise<T> =>
    asked.catch(async (error: unknown) => {
      throw (await distrust(error, origin)) ?? unreachable(origin, error);
    });
  const before = kept?.token;
  if (before) {
    const known = {...server, token: before};
    const me = await reached(whoAmI(known));
    if (me.ok && isMe(me.value)) return new LiveClient(known, me.value, clock, {kept, language});
  }
  const answer = await reached(join(server, code, name));
  if (!answer.ok) throw refused(answer);
  const {token: text, ...me} = answer.value;
  if (typeof text !== 'string') throw unreachable(origin, new Error('it answers like no drill'));
  const token = new Secret(text);
  kept?.keep(token, clock.wall().getTime());
  return new LiveClient({...server, token}, me, clock, {kept, language});
}

const isMe = (known: Partial<Me>): known is Me =>
  [known.person, known.name, known.role].every(text => typeof text === 'string');

const unreachable = (origin: string, error: unknown) =>
  environmentError(
    `there is no drill at ${origin}: ${connectionFailure(error) || messageOf(error)}`,
    ['ask the facilitator for the link, and whether the drill listens beyond their machine (--listen)'],
    {cause: error},
  );

const refused = ({status, reason}: {status: number; reason: string}) =>
  status === 404
    ? environmentError(`what answers there is not a drill: ${reason}`, ['ask the facilitator for the link'])
    : usageError(`you cannot join: ${reason}`, [
        status === 403 ? 'copy the code from the facilitator’s screen: --code K7QM-2XRD' : 'ask the facilitator',
      ]);
