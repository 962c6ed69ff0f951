import type {AuditPolicy} from '../audit/policy-schema.js';
import type {Interest, OwnAnswer, Signal, SignalListener, Source} from '../sources/source.js';
import {type FeedInput, policyOf, sourcesOf} from './open-sources.js';

/** Whose requests are waited for beside those that are expected one by one: the scenarios of a drill. */
export interface Follower extends Interest {
  /** Takes each signal, after everybody else has heard it. */
  take: SignalListener;
}

/** Sources, with what some of them have learned. */
export const withLearned = (sources: readonly Source[], learned: readonly Source[]): readonly Source[] =>
  sources.map(source => learned.find(({id}) => id === source.id) ?? source);

/** Hears every signal of every source of a run, and tells the sources what is waited for. */
export class Listening implements Interest {
  readonly #listeners = new Set<SignalListener>();
  readonly #expected = new Set<string>();
  readonly #tokens = new Set<string>();

  #sources: readonly Source[];

  constructor(
    sources: readonly Source[],
    readonly follower?: Follower,
  ) {
    this.#sources = sources;
  }

  /** The sources, as they are known by now. */
  get sources(): readonly Source[] {
    return this.#sources;
  }

  /** Some have learned of their product what was not known when they were opened. */
  learn(learned: readonly Source[]): void {
    this.#sources = withLearned(this.#sources, learned);
  }

  /** Starts all sources; resolves when what happens from now on is sure to be seen. */
  async start(abort: AbortSignal): Promise<void> {
    await Promise.all(this.sources.map(source => source.start(signal => this.#take(signal), this, abort)));
  }

  /** Hears every signal, whosever it is; returns the way to stop. */
  readonly hear = (listener: SignalListener): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  /** Makes sources look for a request that nobody follows, such as a canary; returns the way to stop. */
  readonly expect = (auditId: string): (() => void) => {
    this.#expected.add(auditId);
    return () => this.#expected.delete(auditId);
  };

  /** The same for many requests that all carry a token; returns the way to stop. */
  expectToken(token: string): () => void {
    this.#tokens.add(token);
    return () => this.#tokens.delete(token);
  }

  has(auditId: string): boolean {
    return this.#expected.has(auditId) || (this.follower?.has(auditId) ?? false);
  }

  auditIds(): string[] {
    return [...this.#expected, ...(this.follower?.auditIds() ?? [])];
  }

  tokens(): string[] {
    return [...this.#tokens, ...(this.follower?.tokens() ?? [])];
  }

  answers(): OwnAnswer[] {
    return this.follower?.answers?.() ?? [];
  }

  skewMs(): number {
    return this.follower?.skewMs?.() ?? 0;
  }

  #take(signal: Signal): void {
    for (const listener of this.#listeners) listener(signal);
    this.follower?.take(signal);
  }
}

/** Who listens, and for how long. */
export interface Listener {
  /** Ends it. */
  abort: AbortSignal;
  follower?: Follower;
  /** Hears of each source that is up when they have all started, and of every change. */
  onState?: (source: Source, state: 'up' | 'down', reason?: string) => void;
}

/** A run that listens, and the audit policy in force, as far as it can be read. */
export interface Heard {
  listening: Listening;
  policy?: AuditPolicy;
}

/** Opens the sources of a run and listens to them: what happens once this has resolved is sure to be seen. */
export async function listen(feed: FeedInput, {abort, follower, onState}: Listener): Promise<Heard> {
  const sources = sourcesOf(feed);
  const listening = new Listening(sources, follower);
  const up = new Set(sources);
  const tell = (source: Source, state: 'up' | 'down', reason?: string) =>
    onState?.(listening.sources.find(({id}) => id === source.id) ?? source, state, reason);
  for (const source of sources) {
    source.onState?.((state, reason) => {
      if (state === 'up') up.add(source);
      else up.delete(source);
      tell(source, state, reason);
    });
  }
  await listening.start(abort);
  for (const source of up) tell(source, 'up');
  const policy = await policyOf(feed.cluster);
  return {listening, ...(policy && {policy})};
}
