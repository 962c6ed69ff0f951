import {Execution, type OwnRequest} from '../../src/drill/execution.js';
import {Dispatcher} from '../../src/drill/watch/dispatch.js';
import {Watch} from '../../src/drill/watch/watch.js';
import type {EventOf, PlannedExpectation, PlannedScenario} from '../../src/events/events.js';
import {EventLog} from '../../src/events/log.js';
import type {Purpose, Stage} from '../../src/events/words.js';
import {Pauses} from '../../src/lib/pauses.js';
import {Listening} from '../../src/run/listening.js';
import type {Claim} from '../../src/sources/claim.js';
import type {Signal, SignalListener, Source} from '../../src/sources/source.js';
import {scenariosNamed} from './packaged-scenarios.js';
import {never} from './source.js';
import {SteppedClock} from './stepped-clock.js';

/** A source whose signals the test sends itself. */
export interface Emitter extends Source {
  /** Sends a signal that is seen now: about these requests, of this rule where it is an alert. */
  emit(claims: Claim[], rule?: string, more?: Partial<Signal>): void;
}

export function emitter(id: string, stage: Stage, clock: SteppedClock, more: Partial<Source> = {}): Emitter {
  let send: SignalListener = () => {};
  return {
    id,
    stage,
    budget: {ms: 0, why: ''},
    sight: () => ({state: 'clear'}),
    start: async onSignal => {
      send = onSignal;
    },
    ...more,
    emit(claims, rule, change = {}) {
      const named = rule === undefined ? {} : {rule: {id: rule, title: rule, level: 'high'}};
      const kind = rule === undefined ? 'audit event' : 'alert';
      const evidence = {kind, ref: rule ?? '', document: null} as const;
      send({source: id, stage, seenAt: clock.now(), claims, evidence, ...named, ...change});
    },
  };
}

/** A stage for scenarios on a clock that the test moves: an audit log, alerts, and whatever else is added. */
export async function playground(more: (clock: SteppedClock) => Source[] = () => []) {
  const clock = new SteppedClock();
  const log = new EventLog(clock);
  const audit = emitter('audit', 'audited', clock);
  const alerts = emitter('alerts', 'alerted', clock);
  const sources: Source[] = [audit, alerts, ...more(clock)];
  const dispatcher = new Dispatcher(log);
  /** When this machine stood still. */
  const gaps = new Pauses();
  const pauses = new Pauses();
  await new Listening(sources, dispatcher).start(never);

  /** A scenario under way, whose actor is a service account of its own namespace. */
  function enter(expectations: PlannedExpectation[] = [{stage: 'alerted', withinMs: 1000, rule: 'expected'}]) {
    const [scenario] = scenariosNamed(['secrets-listed']);
    if (!scenario) throw new Error('the package has no secrets-listed');
    const execution = new Execution(scenario, {id: scenario.id, expectations} as PlannedScenario, 'run');
    execution.actorUser = `system:serviceaccount:${execution.namespace}:backup-agent`;
    const watch = new Watch(execution, {log, clock, sources, graceMs: 500, anyRule: false, gaps, pauses});
    const playing = dispatcher.enter(execution, watch);

    /** Makes a request that takes ten milliseconds, by default as the actor. */
    async function request(
      purpose: Purpose,
      [method, path]: [string, string],
      change: Partial<Pick<OwnRequest, 'as' | 'target' | 'step'>> = {},
    ): Promise<OwnRequest> {
      const as = purpose === 'set-up' ? 'drill' : 'actor';
      const own = execution.register({purpose, step: purpose, method, path, as, target: path, ...change}, clock);
      await clock.advance(10);
      own.answeredAt = clock.now();
      own.answeredAtWall = clock.wall().getTime();
      return own;
    }
    return {execution, watch, playing, request};
  }

  const seen = (): EventOf<'signal.seen'>[] => log.events.filter(e => e.type === 'signal.seen');
  return {clock, log, audit, alerts, sources, dispatcher, gaps, pauses, enter, seen};
}

/** A playground with one scenario under way. */
export async function entered() {
  const ground = await playground();
  return {...ground, ...ground.enter()};
}

/** The clock's time to the microsecond, as an audit event has it; `micros` tells events of one millisecond apart. */
export const stampAt = (clock: SteppedClock, micros = '000'): string =>
  clock.wall().toISOString().replace('Z', `${micros}Z`);
