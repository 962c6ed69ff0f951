import {randomUUID} from 'node:crypto';
import {describe, expect, onTestFinished, test} from 'vitest';
import type {AuditEvent} from '../../src/audit/event.js';
import {ApiClient} from '../../src/cluster/api/client.js';
import type {Cluster, NodeShell} from '../../src/cluster/cluster.js';
import {resolveScenarios} from '../../src/scenario/load.js';
import type {Scenario} from '../../src/scenario/schema.js';
import {changedFeed, drill} from '../helpers/drill.js';
import {loopback} from '../helpers/loopback.js';
import {entered} from '../helpers/playing.js';
import {scenarioOf} from '../helpers/scenario-file.js';
import {stackOf} from '../helpers/stack.js';

const KUBELET = 'system:node:n';

describe('the event of another identity that is the evidence of an attack', () => {
  test('is waited for by its id once the audit log has shown it', async () => {
    const {dispatcher, audit, execution, request} = await entered();
    const own = await request('attack', ['POST', `/api/v1/namespaces/${execution.namespace}/pods`], {as: 'node'});
    own.user = KUBELET;
    const theirs = randomUUID();
    expect(dispatcher.has(theirs)).toBe(false);
    audit.emit([
      {auditId: theirs, user: KUBELET, verb: 'create', resource: 'pods', namespace: execution.namespace, name: 'p'},
    ]);
    expect(dispatcher.has(theirs)).toBe(true);
    expect(dispatcher.auditIds()).toEqual([own.auditId, theirs]);
  });

  test('is found in a store that can be asked for it by nothing but its id', async () => {
    // Stands in for a kubelet: it makes a request of its own, with an audit id that nobody told the drill.
    const kubelet = (cluster: Cluster): NodeShell => ({
      defaultNode: 'local',
      run: async (_node, [own = '']) => {
        const client = new ApiClient(cluster.kubeConfig, 'kubelet/v1.34');
        onTestFinished(() => client.close());
        const body = {apiVersion: 'v1', kind: 'ConfigMap', metadata: {name: `${own}-mirror`}};
        const path = '/api/v1/namespaces/default/configmaps';
        await client.send({method: 'POST', path, body}, {auditId: randomUUID()});
        return {ok: true, stdout: ''};
      },
    });
    const stored = new Map<string, AuditEvent>();
    const store = await loopback(({path, body}) => {
      if (path === '/') return {body: {version: {number: '8.15.0', build_flavor: 'default'}}};
      if (path.endsWith('/_field_caps')) return {body: CAPS};
      const asked = JSON.stringify(body).match(/[0-9a-f]{8}-[0-9a-f-]{27}/g) ?? [];
      return {body: {timed_out: false, hits: {hits: asked.flatMap(id => hitOf(stored.get(id)))}}};
    });
    const follows = resolveScenarios(
      ['mine'],
      [
        scenarioOf(`
needs: [api, node-exec]
attack:
  - node:
      command: ["{{ name }}"]
      seenAs: {user: kubernetes-admin, method: POST, path: /api/v1/namespaces/default/configmaps}
expect: [{stage: audited, within: 5s}]
`),
      ],
    )[0] as Scenario;
    const drilled = await drill([follows], {
      stack: stackOf([`{type: elasticsearch, url: "${store.url}", index: audit, every: 100ms}`]),
      settings: {slaMs: 5000},
      cluster: cluster => ({
        ...cluster,
        nodes: kubelet(cluster),
        capabilities: new Set(['api', 'node-exec'] as const),
        auditLog: changedFeed(cluster.auditLog, (lines, deliver) => {
          for (const line of lines) remember(line, stored);
          deliver(lines);
        }),
      }),
    });
    expect(drilled.find('scenario.judged')).toMatchObject({verdict: 'detected'});
    const collected = drilled.events.filter(e => e.type === 'signal.seen' && e.counted && e.stage === 'collected');
    expect(collected).toMatchObject([{source: 'elasticsearch', evidence: {ref: expect.stringMatching(/^audit\//)}}]);
  });
});

const CAPS = {
  indices: ['audit'],
  fields: {auditID: {keyword: {type: 'keyword', searchable: true, aggregatable: true}}},
};

const hitOf = (event: AuditEvent | undefined) =>
  event
    ? [{_index: 'audit', _id: event.auditID, _source: {...event, '@timestamp': event.stageTimestamp}, sort: [1]}]
    : [];

function remember(line: string, stored: Map<string, AuditEvent>): void {
  const event = JSON.parse(line) as AuditEvent;
  stored.set(event.auditID, event);
}
