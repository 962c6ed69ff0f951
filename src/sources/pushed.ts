import type {Stage} from '../events/words.js';
import {messageOf} from '../lib/errors.js';
import type {Secret} from '../lib/secret.js';
import {BlindSpots} from './blind-spots.js';
import {type Refusal, wasUnread} from './body.js';
import {type Receiver, startReceiver} from './receiver.js';
import type {Answer, Explanation, Interest, Signal, SignalListener, Source} from './source.js';
import type {SecretRef} from './stack/config.js';
import type {SourceContext} from './stack/type.js';

/** The part of a stack file that says where a source is posted to. */
export interface Listen {
  host: string;
  port: number;
  token?: SecretRef | undefined;
  certificate?: string | undefined;
  key?: string | undefined;
  /** A token of kubedrill's own making, where the stack file names none. */
  ownToken?: Secret;
}

/** What makes a source of something that posts. */
export interface PushOptions {
  stage: Stage;
  budget: Source['budget'];
  /** The path that is posted to. */
  path: string;
  listen: Listen;
  /**
   * The signals of one document. What was posted as a list is read one by one, so that none is lost for another.
   *
   * @throws when it is not of the form that is expected.
   */
  read(document: unknown, interest: Interest): Signal[];
}

/** A source that is posted to, and what became of the posts. */
export interface PushedSource extends Source {
  receiver(): Receiver | undefined;
  check(): Promise<Answer>;
  investigate(): Promise<Explanation | undefined>;
}

/**
 * A source that is posted to. It can say that it listens, not that somebody sends: what does not come is missed, and
 * explained by the sender's own state. A body that came and was not read may have held what was waited for, so of that
 * moment it is blind.
 */
export function pushedSource(context: SourceContext, options: PushOptions): PushedSource {
  const {clock, id} = context;
  const blind = new BlindSpots(clock);
  let receiver: Receiver | undefined;
  let bodies = 0;
  let refusal: Refusal | undefined;
  const onRefused = (refused: Refusal) => {
    refusal = refused;
    if (!wasUnread(refused)) return;
    blind.close(`a body was not taken: ${refused.reason}`);
    blind.open();
  };
  const take = (document: unknown, onSignal: SignalListener, interest: Interest) => {
    try {
      for (const signal of options.read(document, interest)) onSignal(signal);
    } catch (error) {
      onRefused({code: 422, reason: messageOf(error)});
    }
  };
  return {
    id,
    stage: options.stage,
    budget: options.budget,
    receiver: () => receiver,
    sight: (from, to) => blind.sight(from, to),
    async start(onSignal, interest, abort) {
      blind.close('it does not listen yet');
      const {host, port, token, certificate, key, ownToken} = options.listen;
      const wanted = token === undefined ? ownToken : context.secret(token);
      receiver = await startReceiver({
        host,
        port,
        path: options.path,
        ...(wanted && {token: wanted}),
        ...(certificate !== undefined &&
          key !== undefined && {tls: {certificate: context.text(certificate), key: context.secret({file: key})}}),
        onBody: body => {
          bodies++;
          for (const document of Array.isArray(body) ? body : [body]) take(document, onSignal, interest);
        },
        onRefused,
      });
      blind.open();
      const {close} = receiver;
      abort.addEventListener('abort', () => void close(), {once: true});
    },
    async check() {
      const where = receiver ? `listens on ${receiver.url}` : 'listens while a drill runs';
      if (!refusal) return {state: 'ok', detail: `${where}, ${bodies} bodies so far`, next: []};
      return {state: 'warning', detail: `${where}; refused: ${refusal.reason}`, next: [HOW_TO_POST]};
    },
    async investigate() {
      const where = receiver?.url;
      if (refusal && (!bodies || !STRAY.includes(refusal.code))) {
        return {cause: `a post was refused: ${refusal.reason}`, change: HOW_TO_POST, proof: {where, refusal}};
      }
      if (bodies) return undefined;
      const cause = `nothing was posted to ${where} since the run began`;
      return {cause, change: HOW_TO_POST, proof: {where}, nothingCame: true};
    },
  };
}

const HOW_TO_POST = 'let the sender post JSON to this address, with the token if one is set';
/** Statuses of those who only look what is there. */
const STRAY = [404, 405];
