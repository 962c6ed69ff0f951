import {appendFileSync} from 'node:fs';
import type {AuditEvent} from '../../src/audit/event.js';
import type {Cluster} from '../../src/cluster/cluster.js';
import {changedFeed} from '../helpers/drill.js';
import {lab} from './lab.js';

/** Hands every line of a cluster's audit log to `ship` as well, as a shipper beside the drill would read them. */
export const shipped =
  (ship: (lines: string[]) => void) =>
  (cluster: Cluster): Cluster => ({
    ...cluster,
    auditLog: changedFeed(cluster.auditLog, (lines, deliver) => {
      ship(lines);
      deliver(lines);
    }),
  });

/** The file that the lab's rsyslog reads and ships to the index `k8s-audit`. */
export const rsyslog = shipped(lines => appendFileSync(lab('LAB_AUDIT_LOG'), `${lines.join('\n')}\n`));

/**
 * A shipper of the test's own, which goes on silently when the store refuses a record, as the real ones do. `change`
 * makes of an event what it stores; undefined: nothing. It is
 * searchable at once, unless `query` says otherwise.
 */
export const bulk = (
  index: string,
  change: (event: AuditEvent) => object | undefined = timed,
  query = '?refresh=true',
) =>
  shipped(lines => {
    const documents = lines.map(line => change(JSON.parse(line) as AuditEvent)).filter(d => d !== undefined);
    if (!documents.length) return;
    const body = documents.map(d => `{"index":{}}\n${JSON.stringify(d)}\n`).join('');
    void fetch(`${lab('LAB_OPENSEARCH')}/${index}/_bulk${query}`, {
      method: 'POST',
      headers: {'Content-Type': 'application/x-ndjson'},
      body,
    });
  });

/** A record as shippers store it: the event with `@timestamp`. */
export const timed = (event: AuditEvent): object => ({...event, '@timestamp': event.requestReceivedTimestamp});
