import {brokenLink} from '../../src/drill/explain/broken-link.js';
import type {Trace} from '../../src/drill/explain/trace.js';
import type {Settled} from '../../src/drill/watch/watched.js';
import type {PlannedExpectation} from '../../src/events/events.js';
import {loadRules} from '../../src/sigma/load/load.js';
import type {Source} from '../../src/sources/source.js';
import {emitter, playground} from '../helpers/playing.js';
import {never} from '../helpers/source.js';
import {SteppedClock} from '../helpers/stepped-clock.js';

export const AUDITED: PlannedExpectation = {stage: 'audited', withinMs: 1000};
export const COLLECTED: PlannedExpectation = {stage: 'collected', withinMs: 1000};
export const ALERTED: PlannedExpectation = {stage: 'alerted', withinMs: 1000, rule: 'expected'};

const clock = new SteppedClock();

/** A source that says of itself what a test has it say. */
export const source = (id: string, stage: Source['stage'], more: Partial<Source> = {}): Source =>
  emitter(id, stage, clock, more);

/** How an expectation ended; last, the source that was blind. */
export type End = [PlannedExpectation, Settled['state'] | undefined, Partial<Settled>?, string?];

/** A trace of an attack of one request whose expectations ended so; `change` may depend on what it made. */
export async function traceOf(
  ends: readonly End[],
  sources: readonly Source[],
  change: Partial<Trace> | ((made: Pick<Trace, 'execution'> & {auditId: string}) => Partial<Trace>) = {},
): Promise<Trace> {
  const {enter} = await playground();
  const {execution, request} = enter();
  const {auditId} = await request('attack', ['GET', '/api/v1/secrets']);
  return {
    execution,
    watched: ends.map(([expectation, state, more, blind]) => ({
      ...{expectation, ...(state && {settled: {state, ...more}})},
      ...(blind !== undefined && {blind}),
    })),
    audited: [],
    learnt: [],
    otherAlerts: [],
    misattributed: [],
    noAnswers: [],
    rules: loadRules([]).set,
    sources,
    since: new Date(0),
    ...(typeof change === 'function' ? change({execution, auditId}) : change),
  };
}

/** The link at which an attack broke that ended so, on a stack of these sources. */
export async function link(...[ends, sources, change]: Parameters<typeof traceOf>) {
  const trace = await traceOf(ends, sources, change);
  return {link: await brokenLink(trace, never), execution: trace.execution};
}
