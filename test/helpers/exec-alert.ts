import type {AuditEvent} from '../../src/audit/event.js';
import type {Cluster} from '../../src/cluster/cluster.js';
import type {DrillEvent} from '../../src/events/events.js';
import {changedFeed, drill} from './drill.js';
import {stackOf} from './stack.js';

/** An alert as Falco's stock rule makes it of an exec into a pod. */
export function execAlert(event: AuditEvent): Record<string, unknown> {
  const {name, namespace} = event.objectRef ?? {};
  const user = event.user.username;
  const time = event.stageTimestamp.replace(/Z$/, '000Z');
  return {
    hostname: 'falco-0',
    output: `${time}: Notice Attach/Exec to pod (user=${user} pod=${name} resource=pods ns=${namespace} action=exec command=sh)`,
    priority: 'Notice',
    rule: 'Attach/Exec Pod',
    source: 'k8s_audit',
    tags: ['k8s'],
    time,
    output_fields: {
      'ka.target.name': name,
      'ka.target.namespace': namespace,
      'ka.target.subresource': 'exec',
      'ka.uri.param[command]': 'sh',
      'ka.user.name': user,
    },
  };
}

/** A post as its sender packs it. */
export interface Posted {
  body: string | Buffer;
  headers?: Record<string, string>;
}

/**
 * A drill of `pod-exec` on the simulated cluster with a stack of Falco alone, which posts as soon as it hears of an exec of
 * the drill's: the benign twin's and the attack's. Every status that it was answered with is kept.
 *
 * @param slaMs what nothing comes in need not be long
 */
export async function execDrill(packed: (alert: Record<string, unknown>) => Posted, slaMs = 2000) {
  const statuses: number[] = [];
  let url = '';
  const post = async (event: AuditEvent) => {
    const {body, headers} = packed(execAlert(event));
    const sent = {method: 'POST', headers: {'Content-Type': 'application/json', ...headers}};
    statuses.push((await fetch(url, {...sent, body: typeof body === 'string' ? body : new Uint8Array(body)})).status);
  };
  const hear = (event: DrillEvent) => {
    if (event.type === 'preflight.checked') url = /listens on (http:[^,; ]+)/.exec(event.detail)?.[1] ?? url;
  };
  const look = (lines: readonly string[]) => {
    for (const event of lines.map(line => JSON.parse(line) as AuditEvent)) {
      if (event.stage !== 'ResponseStarted' || event.objectRef?.subresource !== 'exec') continue;
      if (event.user.username?.includes('kd-')) void post(event);
    }
  };
  const drilled = await drill(['pod-exec'], {
    stack: stackOf([
      '{type: falco, listen: {port: 0}, rules: {pod-exec: [Attach/Exec Pod]}, delays: [{for: 1s, why: batch}]}',
    ]),
    settings: {slaMs, graceMs: 500},
    onEvent: hear,
    cluster: (cluster: Cluster) => ({
      ...cluster,
      auditLog: changedFeed(cluster.auditLog, (lines, deliver) => {
        deliver(lines);
        look(lines);
      }),
    }),
  });
  return {drilled, statuses, judged: drilled.find('scenario.judged')};
}
