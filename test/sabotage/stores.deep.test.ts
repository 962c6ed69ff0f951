import {test} from 'vitest';
import type {AuditEvent} from '../../src/audit/event.js';
import type {DrillEvent} from '../../src/events/events.js';
import {auditEvent} from '../helpers/audit-event.js';
import {documentStore} from '../helpers/document-store.js';
import {drill} from '../helpers/drill.js';
import type {Received, Reply} from '../helpers/loopback.js';
import {shippedBy} from '../helpers/shipped.js';
import {stackOf} from '../helpers/stack.js';
import {expectNamed} from './ways.js';

type Store = Awaited<ReturnType<typeof documentStore>>;

const put = ({documents}: Store, event: AuditEvent): void => {
  documents.push({id: `${event.auditID} ${event.stage}`, source: {...event, '@timestamp': event.stageTimestamp}});
};

/** Secrets are listed; `ship` says what comes to the store. */
const listed = (store: Store, ship: (event: AuditEvent) => void, onEvent: (event: DrillEvent) => void = () => {}) =>
  drill(['secrets-listed'], {
    onEvent,
    stack: stackOf([`{type: elasticsearch, url: "${store.url}", index: audit, every: 100ms}`, '{type: rules}']),
    cluster: shippedBy(ship),
  });

/** A store whose index has these settings, and takes nothing. */
const keeping = (settings: Record<string, string>) =>
  documentStore('audit', ({path}: Received): Reply | undefined => {
    if (path === '/audit/_settings') return {body: {audit: {settings}}};
    if (path === '/_cluster/settings') return {body: {persistent: {}, transient: {}}};
    return path === '/_cat/allocation' ? {body: [{node: 'es-0', 'disk.percent': '97'}]} : undefined;
  });

test('shipper 40 seconds behind: the newest record moves', async () => {
  // Whenever the store is asked, the shipper has come as far as it is by then.
  const store: Store = await documentStore('audit', ({path}) => {
    if (path.endsWith('/_search')) put(store, auditEvent('kd-ffffff', new Date(Date.now() - 40_000)));
    return undefined;
  });
  expectNamed('shipper-behind', await listed(store, () => {}));
});

test('record that comes a moment after the last look', async () => {
  const store = await documentStore('audit');
  const held: AuditEvent[] = [];
  const drilled = await listed(
    store,
    event => {
      if (event.objectRef?.resource === 'secrets') held.push(event);
      else put(store, event);
    },
    // Nobody waits for it any more.
    event => {
      if (event.type === 'expectation.settled' && event.stage === 'collected') for (const one of held) put(store, one);
    },
  );
  expectNamed('record-late', drilled);
});

test('index that takes no more records', async () => {
  expectNamed('store-blocked', await listed(await keeping({'index.blocks.write': 'true'}), () => {}));
});

test('disk of the store is full', async () => {
  const store = await keeping({'index.blocks.read_only_allow_delete': 'true'});
  expectNamed('store-flood-stage', await listed(store, () => {}));
});

test('index that never makes its records searchable', async () => {
  expectNamed('store-never-refreshes', await listed(await keeping({'index.refresh_interval': '-1'}), () => {}));
});

test('index that makes its records searchable later than the SLA', async () => {
  expectNamed('store-refreshes-rarely', await listed(await keeping({'index.refresh_interval': '5m'}), () => {}));
});
