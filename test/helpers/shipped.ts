import type {AuditEvent} from '../../src/audit/event.js';
import type {Cluster} from '../../src/cluster/cluster.js';
import {changedFeed} from './drill.js';

/** Hands every event of a cluster's audit log to `ship` as well, as a shipper beside the drill would read it. */
export const shippedBy =
  (ship: (event: AuditEvent) => void) =>
  (cluster: Cluster): Cluster => ({
    ...cluster,
    auditLog: changedFeed(cluster.auditLog, (lines, deliver) => {
      for (const line of lines) ship(JSON.parse(line) as AuditEvent);
      deliver(lines);
    }),
  });
