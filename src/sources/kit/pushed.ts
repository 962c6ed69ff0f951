import type {Stage} from '../../events/words.js';
import {messageOf} from '../../lib/errors.js';
import type {Secret} from '../../lib/secret.js';
import {type Refusal, wasUnread} from '../http/body.js';
import {cloudEventData} from '../http/cloud-event.js';
import {type Receiver, startReceiver} from '../http/receiver.js';
import type {Answer, Explanation, Interest, Signal, SignalListener, Source} from '../source.js';
import {BlindSpots} from './blind-spots.js';
import type {SecretRef} from './config.js';
import {type Signature, verifierOf} from './signature.js';
import type {SourceContext} from './source-type.js';

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
  /** How its posts are signed; absent: they are not. */
  signature?: Signature;
  /** Asks, before the sender is answered, whether a document can be read. @throws Error that says why not. */
  expectForm(document: unknown): void;
  /** The signals of one document. What was posted as a list is read one by one, so that none is lost for another. */
  read(document: unknown, interest: Interest): Signal[];
  /** Whether the sender is known to work though it has posted nothing; absent: only a post can show it. */
  isAlive?(): boolean;
  /** What to do to learn whether the sender works, where there is something. */
  tryIt?: string;
}

/** A document that was posted, and why it cannot be read; undefined when it can. */
interface Looked {
  document: unknown;
  unread: string | undefined;
}

/** A source that is posted to, and what became of the posts. */
export interface PushedSource extends Source {
  receiver(): Receiver | undefined;
  check(): Promise<Answer>;
  investigate(): Promise<Explanation | undefined>;
}

/**
 * A source that is posted to. It can say that it listens, not that somebody sends: as long as nothing was posted at all,
 * nobody can tell a sender that has nothing to tell from one that is behind, has stopped, or posts elsewhere, so it is
 * blind. A body that came and was not read may have held what was waited for, so of that moment it is blind, too.
 */
export function pushedSource(context: SourceContext, options: PushOptions): PushedSource {
  const {clock, id} = context;
  const blind = new BlindSpots(clock);
  const howToPost = options.signature ? `${HOW_TO_POST}, and signed with the secret of this source` : HOW_TO_POST;
  let receiver: Receiver | undefined;
  let bodies = 0;
  let refusal: Refusal | undefined;
  const onRefused = (refused: Refusal) => {
    refusal = refused;
    if (!wasUnread(refused)) return;
    blind.close(`a body was not taken: ${refused.reason}`);
    blind.open();
  };
  const why = (document: unknown): string | undefined => {
    try {
      options.expectForm(document);
      return undefined;
    } catch (error) {
      return messageOf(error);
    }
  };
  const take = ({document, unread}: Looked, onSignal: SignalListener, interest: Interest) => {
    const isWhole = unread === undefined;
    if (isWhole) bodies++;
    try {
      for (const signal of options.read(document, interest)) onSignal(signal);
    } catch (error) {
      // Of what is not whole the sender has heard, and this source was blind for it.
      if (isWhole) onRefused({code: 422, reason: messageOf(error)});
    }
  };
  /** The documents of a body: of a list its elements, of a CloudEvent its data, unless it can be read as it is. */
  const documentsIn = (body: unknown): Looked[] =>
    (Array.isArray(body) ? body : [body]).flatMap(document => {
      const unread = why(document);
      const data = unread === undefined ? undefined : cloudEventData(document);
      return data?.map(inner => ({document: inner, unread: why(inner)})) ?? [{document, unread}];
    });
  const silence = () => {
    const where = receiver?.url ?? options.path;
    return refusal
      ? `no post was taken since the run began, and one was refused: ${refusal.reason}`
      : `nothing was posted to ${where} since the run began: its sender has nothing to report, is behind, has stopped, or posts elsewhere`;
  };
  return {
    id,
    stage: options.stage,
    budget: options.budget,
    receiver: () => receiver,
    sight(from, to, question) {
      const own = blind.sight(from, to);
      // Acknowledgements are people's: that nobody has acknowledged anything is what a drill is to find out.
      const isProven = bodies > 0 || options.stage === 'acknowledged' || options.isAlive?.() === true;
      if (own.state === 'blind') return refusal && wasUnread(refusal) ? {...own, change: howToBeRead(refusal)} : own;
      if (question === 'late' || isProven) return own;
      return {state: 'blind', reason: silence(), change: (refusal ? undefined : options.tryIt) ?? howToPost};
    },
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
        ...(options.signature && {verify: verifierOf(options.signature, context)}),
        open: body => {
          const documents = documentsIn(body);
          return {document: documents, unread: documents.find(({unread}) => unread !== undefined)?.unread};
        },
        onBody: documents => {
          for (const document of documents) take(document, onSignal, interest);
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
      return {state: 'warning', detail: `${where}; refused: ${refusal.reason}`, next: [howToPost]};
    },
    async investigate() {
      const where = receiver?.url;
      if (refusal && (!bodies || !STRAY.includes(refusal.code))) {
        return {cause: `a post was refused: ${refusal.reason}`, change: howToPost, proof: {where, refusal}};
      }
      if (bodies) return undefined;
      const cause = `nothing was posted to ${where} since the run began${options.stage === 'acknowledged' ? NOBODY : ''}`;
      return {cause, change: howToPost, proof: {where}, nothingCame: true};
    },
  };
}

const HOW_TO_POST = 'let the sender post JSON to this address, with the token if one is set';
/** Statuses of those who only look what is there. */
const STRAY = [404, 405];
const NOBODY = ': nobody has acknowledged anything, or acknowledgements are not posted here';

/** What lets a body be taken that came and was not. */
const howToBeRead = ({code}: Refusal): string =>
  code === 413 || code === 503
    ? 'let the sender post less at once: smaller batches, or a pause between them'
    : 'look at what the sender posts: alerts or records as its product makes them, in JSON, alone, in a list, or as the data of a CloudEvent';
