import type {Claim} from '../../sources/claim.js';
import type {Signal, Source} from '../../sources/source.js';
import type {Execution} from '../execution.js';
import {carriesToken} from './whose/correlate.js';

/** A set-up that began less than this ago, in milliseconds, may not have come through yet. */
const ON_ITS_WAY_MS = 3000;
/** Of what began so shortly before a sender was last heard, it may have stopped before it told. */
const LAST_BREATH_MS = 5000;

/** What is known of one sender. */
interface Heard {
  /** When anything last came from it, by the wall clock. */
  last: number;
  /** Tokens of the executions on whose requests something came from it. */
  of: Set<string>;
}

/** That a sender told of set-ups, and has told of nothing since: known from its own past in this run. */
export interface Silence {
  source: string;
  since: Date;
  /** How many scenarios it told of before. */
  before: number;
  /** How many set-ups it has told nothing of since. */
  after: number;
}

/**
 * Remembers of whose set-ups each source of alerts told. Stock rules note down what a drill does to set up: who posted
 * on every set-up and then on none has stopped, and its rules have nothing to do with it.
 */
export class Senders {
  readonly #heard = new Map<string, Heard>();
  readonly #all = new Map<string, number>();

  /** An execution whose set-up begins now. */
  entered({token}: Execution, at: Date): void {
    this.#all.set(token, at.getTime());
  }

  /** Something came from a source. */
  took({source, claims}: Signal, playing: Iterable<Execution>, at: Date): void {
    const heard = this.#heard.get(source) ?? {last: 0, of: new Set()};
    heard.last = at.getTime();
    for (const execution of playing) if (claims.some(claim => isOf(claim, execution))) heard.of.add(execution.token);
    this.#heard.set(source, heard);
  }

  /** Whether a source fell silent before an attack; undefined when it did not, or nobody can tell. */
  silence(source: string, attackedAt: Date, now: Date): Silence | undefined {
    const heard = this.#heard.get(source);
    if (!heard?.of.size || heard.last >= attackedAt.getTime()) return undefined;
    const begun = [...this.#all].filter(([, at]) => at <= now.getTime() - ON_ITS_WAY_MS);
    const untold = begun.filter(([token]) => !heard.of.has(token));
    const after = untold.filter(([, at]) => at > heard.last - LAST_BREATH_MS);
    // Who did not tell of every set-up before may have nothing to tell of these.
    if (!after.length || after.length < untold.length) return undefined;
    return {source, since: new Date(heard.last), before: heard.of.size, after: after.length};
  }
}

const isOf = (claim: Claim, execution: Execution): boolean =>
  execution.requests.has(claim.auditId ?? '') || carriesToken(claim, execution);

/** The silences among sources, those left out that run in this process: their rules had nothing to match. */
export const silencesOf = (senders: Senders, sources: readonly Source[], attackedAt: Date, now: Date): Silence[] =>
  sources.filter(source => !source.inProcess).flatMap(({id}) => senders.silence(id, attackedAt, now) ?? []);
