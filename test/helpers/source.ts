import {onTestFinished} from 'vitest';
import type {Cluster} from '../../src/cluster/cluster.js';
import {type Clock, realClock} from '../../src/lib/clock.js';
import {Secret} from '../../src/lib/secret.js';
import {loadRules} from '../../src/sigma/load/load.js';
import type {AuditStream} from '../../src/sources/kit/audit-stream.js';
import type {SourceContext, SourceType} from '../../src/sources/kit/source-type.js';
import {SOURCE_TYPES} from '../../src/sources/registry.js';
import type {Interest, Signal, Source} from '../../src/sources/source.js';

/** What a test waits for; it may grow while a source runs. */
export interface Wanted extends Interest {
  ids: string[];
  names: string[];
}

/** An interest in some requests and scenarios. */
export function interestIn(ids: string[] = [], names: string[] = []): Wanted {
  return {ids, names, has: id => ids.includes(id), auditIds: () => ids, tokens: () => names};
}

/** A source as a stack file would open it, and what it has told so far. */
export interface Opened {
  source: Source;
  signals: Signal[];
  states: string[];
  /** Starts it; it stops with the test. */
  start(interest: Interest): Promise<void>;
}

/** Opens a source from its part of a stack file. */
export function openSource(
  config: {type: keyof typeof SOURCE_TYPES; [key: string]: unknown},
  {
    clock = realClock,
    startedAt = clock.wall(),
    env = {},
    cluster,
    auditStream,
    companion = false,
  }: {
    clock?: Clock;
    startedAt?: Date;
    env?: NodeJS.ProcessEnv;
    cluster?: Cluster;
    auditStream?: AuditStream;
    /** True for the source beside it: what people do about its alerts. */
    companion?: boolean;
  } = {},
): Opened {
  const type = SOURCE_TYPES[config.type] as unknown as SourceType;
  const settings = type.schema.parse(config);
  const open = companion
    ? type.companions?.(settings)[0]?.open
    : (context: SourceContext) => type.open(settings, context);
  if (!open) throw new Error(`${config.type} has no source beside it with these settings`);
  const source = open({
    id: config.type,
    clock,
    startedAt,
    rules: loadRules([]).set,
    secret: ref => new Secret(typeof ref === 'string' ? (env[ref.slice(2, -1)] ?? '') : ''),
    text: () => '',
    ownToken: new Secret('own'),
    ...(cluster && {cluster}),
    ...(auditStream && {auditStream}),
  });
  const signals: Signal[] = [];
  const states: string[] = [];
  source.onState?.((state, reason) => states.push(reason === undefined ? state : `${state}: ${reason}`));
  const abort = new AbortController();
  onTestFinished(() => abort.abort());
  return {source, signals, states, start: interest => source.start(s => signals.push(s), interest, abort.signal)};
}

/** A signal that never aborts. */
export const never = new AbortController().signal;
