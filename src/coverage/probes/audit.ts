import {randomUUID} from 'node:crypto';
import {evaluatePolicy} from '../../audit/policy.js';
import type {AuditPolicy} from '../../audit/policy-schema.js';
import {requestInfo} from '../../kube/request-info.js';
import {DrillError, EXIT} from '../../lib/errors.js';
import {until} from '../../lib/until.js';
import type {Listening} from '../../run/listening.js';
import type {Signal, Source} from '../../sources/source.js';
import type {AtSource, InStore, Observation} from '../observation.js';
import {Tally} from './follow.js';
import {markerOf} from './marker.js';
import {forEachNumber, inNamespace, type Probe, patiently, refused} from './probe.js';

/** What the probe of the audit log listens to: the sources of a run, which know audit records by their id. */
export interface AuditSources {
  listening: Listening;
  policy: AuditPolicy | undefined;
}

/**
 * The audit log: reads of ConfigMaps that do not exist, each with an audit id of its own. A source that sees audit
 * events or records in a drill sees them here.
 */
export const audit = ({listening, policy}: AuditSources): Probe => ({
  log: 'audit',
  absent: ({hasStack}) => {
    const {sources} = listening;
    if (!sources.some(knowsRequests)) return {reason: 'no source sees audit events here', next: [NAME_SOURCE]};
    if (hasStack && !sources.some(s => s.stage === 'collected'))
      return {reason: 'the stack file names no store of audit records', next: [NAME_SOURCE]};
    return undefined;
  },
  async run(context) {
    const {clock, lines, token, patienceMs, signal} = context;
    const word = markerOf(token, 'audit').word;
    const pathOf = (number: number) => `${inNamespace(context, 'configmaps')}/${word}-n-${number}`;
    refuseUnaudited(policy, pathOf(1));
    const numbers = new Map(Array.from({length: lines}, (_, i) => [randomUUID() as string, i + 1]));
    const ids = [...numbers.keys()];
    // By the namespace as well: a query has no room for this many ids.
    const forget = [listening.expectToken(token), ...ids.map(id => listening.expect(id))];
    const heard = new Heard(numbers);
    const stop = listening.hear(s => heard.take(s));
    const watched = listening.sources.filter(knowsRequests);
    const written = new Map<number, number>();
    const begunAt = clock.now();
    try {
      await context.turn(() =>
        forEachNumber(lines, async number => {
          const auditId = ids[number - 1] ?? '';
          const request = {method: 'GET', path: pathOf(number)} as const;
          const answer = await patiently(context, () => context.client.send(request, {auditId, signal}));
          if (answer.code !== 404) throw refused(`GET ${pathOf(number)}`, answer);
          written.set(number, clock.now());
        }),
      );
      const isComplete = () => watched.every(s => heard.by(s.id).seen.size >= lines);
      await until(isComplete, {clock, signal, within: patienceMs, pauses: POLL_MS, enough: yes => yes});
      // Before anything is called missing, every source looks once more.
      await Promise.all(watched.map(s => s.refresh?.(signal)));
      const source = atSource(watched, heard);
      const stores = watched.filter(s => s.stage === 'collected').map(s => inStore(s, heard, begunAt, clock.now()));
      const observed = (store?: InStore): Observation => ({
        ...{log: 'audit', written, certain: true, source, damage: []},
        ...(store && {store}),
      });
      return stores.length ? stores.map(observed) : [observed()];
    } finally {
      stop();
      for (const one of forget) one();
    }
  },
});

/** The audit log itself or its webhook, and stores of records; what else sees this stage knows no requests. */
const knowsRequests = (source: Source): boolean =>
  source.stage === 'collected' || (source.stage === 'audited' && 'tap' in source);

const NAME_SOURCE = 'name the store of audit records as a source in a stack file (docs/stack.md)';

/** @throws DrillError (exit code 4) when the policy in force drops what the probe writes. */
function refuseUnaudited(policy: AuditPolicy | undefined, path: string): void {
  const info = requestInfo('GET', path);
  if (!policy || evaluatePolicy(policy, {user: {username: 'kubedrill', groups: []}, info}).level !== 'None') return;
  throw new DrillError(
    'the audit policy drops reads of ConfigMaps, which are what the probe makes',
    EXIT.inconclusive,
    ['audit them at level Metadata'],
  );
}

/** What each source has told of our requests. */
class Heard {
  readonly #tallies = new Map<string, Tally>();
  readonly #told = new Set<string>();

  constructor(readonly numbers: ReadonlyMap<string, number>) {}

  by(source: string): Tally {
    const tally = this.#tallies.get(source) ?? new Tally();
    this.#tallies.set(source, tally);
    return tally;
  }

  take({source, claims, events, seenAt}: Signal): void {
    for (const {auditId} of claims) {
      const number = this.numbers.get(auditId ?? '');
      if (number === undefined) continue;
      // A request may leave a record for each stage: only the same stage twice is a duplicate.
      const key = `${source} ${auditId} ${events?.[0]?.stage ?? ''}`;
      const tally = this.by(source);
      if (this.#told.has(key) || !tally.seen.has(number)) tally.take([number], seenAt);
      this.#told.add(key);
    }
  }
}

function atSource(watched: readonly Source[], heard: Heard): AtSource {
  const [first] = watched.filter(s => s.stage === 'audited');
  if (first) return {where: first.id, seen: heard.by(first.id).seen.size};
  return {where: 'the audit log', unknown: 'the audit log itself cannot be read on this cluster'};
}

function inStore(source: Source, heard: Heard, fromMs: number, toMs: number): InStore {
  const {seen, duplicates} = heard.by(source.id);
  const sight = source.sight(fromMs, toMs, 'missed');
  return {
    ...{source: source.id, where: source.id, seen, duplicates},
    ...(sight.state === 'blind' && {unknown: sight.reason}),
  };
}

const POLL_MS = 100;
