import type {AuditEvent} from '../../audit/event.js';
import {parseDuration} from '../../lib/duration.js';
import {clusterApi, endingWith} from '../cluster/api.js';
import {KubeEvents, timeOfEvent} from '../cluster/kube-events.js';
import {isOurs} from '../cluster/objects.js';
import {PodLogs} from '../cluster/pod-logs.js';
import {polledSource} from '../kit/polled.js';
import {RecentKeys} from '../kit/recent-keys.js';
import {acceptsRules, budgetOf, sourceType, wantedRules} from '../kit/source-type.js';
import type {Interest, OwnAnswer, Signal, SignalListener, Source} from '../source.js';
import {checkGatekeeper} from './check.js';
import {type Evidence, schema} from './config.js';
import {type Constraint, listConstraints} from './constraints.js';
import {claimsOfDenied, denialsIn, verdictIn} from './denials.js';
import {explainMiss} from './miss.js';
import {deniedSignal, violationSignal, warnedSignal} from './signal.js';
import {type Violation, violationIn} from './violation.js';

/**
 * OPA Gatekeeper as the one that alerts: its rules are constraints. What it refuses is known by the answer and the audit
 * event; what it lets pass with a warning or a note, by its log, its Events and the status of the constraint.
 */
export const gatekeeper = sourceType({
  schema,
  stage: () => 'alerted',
  permissions: ({evidence}) => [
    {apiGroups: ['constraints.gatekeeper.sh'], resources: ['*'], verbs: ['list']},
    {apiGroups: [''], resources: ['pods'], verbs: ['list']},
    ...(evidence.includes('logs') ? [{apiGroups: [''], resources: ['pods/log'], verbs: ['get']}] : []),
    ...(evidence.includes('events') ? [{apiGroups: [''], resources: ['events'], verbs: ['list', 'watch']}] : []),
  ],
  open(config, context): Source {
    const {id, clock, startedAt, auditStream} = context;
    const api = clusterApi(context);
    const logs = new PodLogs(api, startedAt);
    const events = new KubeEvents(api, config.namespace);
    const told = new RecentKeys();
    const everyMs = parseDuration(config.every) ?? 0;
    let constraints: readonly Constraint[] = [];

    const seen = () => ({source: id, seenAt: clock.now(), constraints});
    const refused = (what: string, message: string) =>
      denialsIn(message).filter(({constraint}) => told.isNew(`denied ${what} ${constraint}`));

    function hear(batch: readonly AuditEvent[], onSignal: SignalListener, interest: Interest): void {
      for (const event of batch.filter(
        e => e.responseStatus?.message?.includes('gatekeeper') && concerns(e, interest),
      )) {
        const claims = claimsOfDenied(event);
        // A controller tries again and again.
        const what = claims[0]?.object ?? event.auditID;
        for (const verdict of refused(what, event.responseStatus?.message ?? '')) {
          onSignal(deniedSignal(verdict, claims, seen(), event));
        }
      }
    }

    function answered({auditId, at, message = '', warnings}: OwnAnswer): Signal[] {
      const warned = warnings
        .flatMap(line => verdictIn(line) ?? [])
        .filter(({constraint}) => !constraints.length || constraints.some(c => c.name === constraint))
        .filter(({constraint}) => told.isNew(`warned ${auditId} ${constraint}`));
      return [
        ...refused(auditId, message).map(verdict => deniedSignal(verdict, [{auditId, at}], seen())),
        ...warned.map(verdict => warnedSignal(verdict, {auditId, at}, seen())),
      ];
    }

    async function violations(signal: AbortSignal): Promise<Violation[]> {
      const reads = (what: Evidence) => config.evidence.includes(what);
      const [listed, lines, news] = await Promise.all([
        listConstraints(api, signal),
        reads('logs') ? logs.next({namespace: config.namespace}, signal) : [],
        reads('events') ? events.next(signal) : [],
      ]);
      constraints = listed;
      return [
        ...(reads('status') ? listed.flatMap(c => c.violations) : []),
        ...lines.flatMap(({text, at}) => violationIn(fieldsOf(text), 'log', at) ?? []),
        ...news.flatMap(e => violationIn({...e.metadata.annotations, msg: e.message}, 'Event', timeOfEvent(e)) ?? []),
      ];
    }

    const source = endingWith(
      api,
      polledSource({
        id,
        clock,
        stage: 'alerted',
        everyMs,
        budget: budgetOf(config.delays, [
          {ms: parseDuration(config.auditInterval) ?? 0, why: 'Gatekeeper audits every'},
          {ms: everyMs, why: 'asked every'},
        ]),
        async poll(interest, signal) {
          const found = await violations(signal);
          const ours = found.filter(v => isOurs(v.object, interest.tokens()) && told.isNew(keyOf(v)));
          return [...(interest.answers?.() ?? []).flatMap(answered), ...ours.map(v => violationSignal(v, seen()))];
        },
      }),
    );
    return {
      ...source,
      accepts: acceptsRules(config.type, config),
      async start(onSignal, interest, abort) {
        const stop = auditStream?.tap(batch => hear(batch, onSignal, interest));
        abort.addEventListener('abort', () => stop?.(), {once: true});
        await source.start(onSignal, interest, abort);
      },
      check: signal => checkGatekeeper(api, config, context, signal),
      investigate: async (about, signal) =>
        explainMiss(await listConstraints(api, signal), about, wantedRules(config.type, config, about.expected)),
    };
  },
});

/** One finding: an audit finds the same again each time, and says it in its log, an Event and the status. */
const keyOf = ({constraint, object, found, at}: Violation): string =>
  JSON.stringify([constraint.kind, constraint.name, object, found, found === 'at admission' ? at : '']);

function concerns({auditID, objectRef, requestURI}: AuditEvent, interest: Interest): boolean {
  const texts = [objectRef?.namespace, objectRef?.name, requestURI];
  return interest.has(auditID) || interest.tokens().some(token => texts.some(text => text?.includes(token)));
}

function fieldsOf(line: string): Record<string, unknown> {
  if (!line.includes('"event_type":"violation')) return {};
  try {
    return JSON.parse(line) as Record<string, unknown>;
  } catch {
    return {};
  }
}
