import {z} from 'zod';
import type {AuditWebhookTarget} from '../../cluster/request.js';
import {environmentError} from '../../lib/errors.js';
import {AuditEvents, type AuditStream, isAuditEvent} from '../kit/audit-stream.js';
import {delays, id, listenOn} from '../kit/config.js';
import {paced} from '../kit/pace.js';
import {pushedSource} from '../kit/pushed.js';
import {budgetOf, type SourceContext, sourceType} from '../kit/source-type.js';
import type {SignalListener} from '../source.js';

/** The host that stands for the address at which the nodes of a kind cluster reach this machine. */
const ENGINE_HOST = 'engine';
/** The path that the API server posts to; a query of one's own in its URL would be dropped. */
const AUDIT_PATH = '/audit';

const schema = z
  .strictObject({
    type: z.literal('audit-webhook'),
    id,
    delays,
    listen: listenOn([ENGINE_HOST]).default({host: ENGINE_HOST, port: 9098}),
  })
  .meta({
    description:
      "A receiver for the API server's audit webhook backend. Host `engine`: kubedrill passes it to kind when kind makes the cluster",
  });

/** What lets the API server keep up. */
const KEEP_UP =
  'make the API server post sooner: --audit-webhook-batch-max-wait, -batch-max-size and -batch-throttle-qps; or set an SLA that allows for its lag';

/** How long a kind cluster of kubedrill's own lets events wait for a batch. */
const BATCH_MAX_WAIT_MS = 1000;

/**
 * The API server's webhook backend posts batches of events here. It posts a batch again when it was not answered in
 * time, and its items lack `kind` and `apiVersion`: apart from that they are those of the file.
 *
 * @see https://kubernetes.io/docs/tasks/debug/debug-cluster/audit/#webhook-backend
 */
export const auditWebhook = sourceType({
  schema,
  stage: () => 'audited',
  open(config, context): AuditStream {
    const events = new AuditEvents(context.id);
    let hear: SignalListener = () => {};
    const own = config.listen.host === ENGINE_HOST ? [{ms: BATCH_MAX_WAIT_MS, why: 'batch-max-wait'}] : [];
    const source = pushedSource(context, {
      stage: 'audited',
      budget: budgetOf(config.delays, own),
      path: AUDIT_PATH,
      listen: listenHere(config.listen, context),
      expectForm,
      read: (body, interest) => {
        const whole = itemsOf(body).filter(isAuditEvent);
        events.take(whole, context.clock.now(), interest, signal => hear(signal));
        return [];
      },
    });
    const stream: AuditStream = {
      ...source,
      tap: listener => events.tap(listener),
      start(onSignal, interest, abort) {
        hear = onSignal;
        return source.start(onSignal, interest, abort);
      },
    };
    return paced(stream, context.clock, KEEP_UP);
  },
});

type Listen = z.output<typeof schema>['listen'];

/** What the API server of a new cluster has to be told of such a source; undefined where it is told by somebody else. */
export function targetOf(
  {listen}: Pick<z.output<typeof schema>, 'listen'>,
  {ownToken, secret, text}: Pick<SourceContext, 'ownToken' | 'secret' | 'text'>,
): AuditWebhookTarget | undefined {
  const {host, port, token, certificate} = listen;
  if (host !== ENGINE_HOST) return undefined;
  return {
    port,
    path: AUDIT_PATH,
    token: token === undefined ? ownToken : secret(token),
    batchMaxWaitMs: BATCH_MAX_WAIT_MS,
    ...(certificate !== undefined && {ca: text(certificate)}),
  };
}

/** Where kind's nodes are told to post, with a token that only they and we know. */
function listenHere(listen: Listen, {cluster, ownToken}: SourceContext) {
  if (listen.host !== ENGINE_HOST) return listen;
  if (cluster?.hostAddress === undefined) {
    throw environmentError(
      'the audit webhook cannot be reached: this cluster has no engine whose nodes could post to it',
      ['run on kind, or name an address to listen on (listen.host) and let the API server post to it'],
    );
  }
  return {...listen, host: cluster.hostAddress, ...(listen.token === undefined && {ownToken})};
}

/** @throws Error where part of a batch is not an audit event: the others are read all the same. */
function expectForm(body: unknown): void {
  const items = itemsOf(body);
  const others = items.filter(item => !isAuditEvent(item)).length;
  if (others) throw new Error(`${others} of ${items.length} items of a body are not audit events`);
}

function itemsOf(body: unknown): unknown[] {
  const {kind, items} = (body ?? {}) as {kind?: unknown; items?: unknown};
  if (Array.isArray(items)) return items;
  // An empty batch may be written as null.
  return kind === 'EventList' && (items === null || items === undefined) ? [] : [body];
}
