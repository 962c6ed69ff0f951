import {describe, expect, test} from 'vitest';
import {allows, type NetworkPolicy, type OtherEnd, type Way} from '../../../src/kube/network-policy.js';
import {podNamed, simulated} from '../../helpers/simulated.js';

const WEB = {namespace: 'shop', labels: {app: 'web'}};
const DNS: OtherEnd = {
  address: '10.244.0.3',
  pod: {namespace: 'kube-system', labels: {'k8s-app': 'kube-dns'}, namespaceLabels: {name: 'kube-system'}},
};
const DB: OtherEnd = {
  address: '10.244.0.9',
  pod: {namespace: 'shop', labels: {app: 'db'}, namespaceLabels: {name: 'shop'}},
};
const OUTSIDE: OtherEnd = {address: '203.0.113.7'};

const policy = (spec: NonNullable<NetworkPolicy['spec']>): NetworkPolicy => ({
  spec: {podSelector: {matchLabels: {app: 'web'}}, ...spec},
});
const egress = (...rules: object[]): NetworkPolicy => policy({policyTypes: ['Egress'], egress: rules});
const may = (policies: NetworkPolicy[], to: OtherEnd, way: Way = 'Egress'): boolean =>
  allows(policies, WEB, way, to, 53);

describe('network policies', () => {
  test('allow everything where none selects the pod, and nothing where one does without a rule', () => {
    expect(may([], DNS)).toBe(true);
    expect(may([{spec: {podSelector: {matchLabels: {app: 'other'}}, policyTypes: ['Egress']}}], DNS)).toBe(true);
    expect(may([egress()], DNS)).toBe(false);
  });

  test('close egress only where they say so or have rules for it, and ingress where they say nothing', () => {
    expect(may([policy({})], DNS)).toBe(true);
    expect(may([policy({})], DNS, 'Ingress')).toBe(false);
    expect(may([policy({egress: []})], DNS)).toBe(false);
  });

  test('add up: what one allows is allowed', () => {
    expect(may([egress(), egress({})], DNS)).toBe(true);
  });

  test('take pods of their own namespace, unless namespaces are selected', () => {
    const db = {podSelector: {matchLabels: {app: 'db'}}};
    expect(may([egress({to: [db]})], DB)).toBe(true);
    expect(may([egress({to: [{podSelector: {}}]})], DNS)).toBe(false);
    expect(may([egress({to: [{namespaceSelector: {matchLabels: {name: 'kube-system'}}}]})], DNS)).toBe(true);
    expect(may([egress({to: [{namespaceSelector: {}, ...db}]})], DNS)).toBe(false);
    expect(may([egress({to: [{namespaceSelector: {}}]})], OUTSIDE)).toBe(false);
  });

  test('take addresses by block, but for exceptions', () => {
    const block = {to: [{ipBlock: {cidr: '203.0.113.0/24', except: ['203.0.113.128/25']}}]};
    expect(may([egress(block)], OUTSIDE)).toBe(true);
    expect(may([egress(block)], {address: '203.0.113.200'})).toBe(false);
    expect(may([egress(block)], {address: '2001:db8::1'})).toBe(false);
  });

  test('take ports by number, range and protocol', () => {
    expect(may([egress({ports: [{port: 53}]})], DNS)).toBe(true);
    expect(may([egress({ports: [{port: 53, protocol: 'UDP'}]})], DNS)).toBe(false);
    expect(may([egress({ports: [{port: 50, endPort: 60}]})], DNS)).toBe(true);
    expect(may([egress({ports: [{port: 54}]})], DNS)).toBe(false);
    expect(may([egress({ports: [{}]})], DNS)).toBe(true);
  });

  test('decide on the simulated server what a command in a pod reaches, at both ends', async () => {
    const {admin, namespace} = await simulated();
    await namespace('a');
    const pods = '/api/v1/namespaces/a/pods';
    for (const name of ['web', 'db']) {
      const made = podNamed(name) as {metadata: object};
      await admin('POST', pods, {...made, metadata: {...made.metadata, labels: {app: name}}});
      await expect
        .poll(async () => (await admin('GET', `${pods}/${name}`)).body)
        .toMatchObject({
          status: {phase: 'Running'},
        });
    }
    const spec = {selector: {app: 'db'}, ports: [{port: 5432}]};
    await admin('POST', '/api/v1/namespaces/a/services', {metadata: {name: 'db'}, spec});
    const reaches = async (host: string, port: number) => {
      const command = ['nc', '-w', '3', host, String(port)].map(word => `command=${word}`).join('&');
      const path = `${pods}/web/exec?stdout=true&${command}`;
      const {body} = await admin('GET', path, undefined, {upgrade: 'exec'});
      const {status} = body as {status: {status: string; details?: {causes: object[]}}};
      if (status.status !== 'Success') expect(status.details?.causes).toEqual([{reason: 'ExitCode', message: '1'}]);
      return status.status === 'Success';
    };
    expect(await reaches('db.a.svc', 5432)).toBe(true);
    expect(await reaches('kubernetes.default.svc.cluster.local', 443)).toBe(true);
    expect(await reaches('nowhere.a.svc', 443)).toBe(false);
    const write = (name: string, own: object) =>
      admin('POST', '/apis/networking.k8s.io/v1/namespaces/a/networkpolicies', {metadata: {name}, spec: own});
    await write('db-closed', {podSelector: {matchLabels: {app: 'db'}}, policyTypes: ['Ingress']});
    expect(await reaches('db.a.svc', 5432)).toBe(false);
    expect(await reaches('10.96.0.1', 443)).toBe(true);
    const from = [{podSelector: {matchLabels: {app: 'web'}}}];
    await write('db-web', {podSelector: {matchLabels: {app: 'db'}}, ingress: [{from, ports: [{port: 5432}]}]});
    expect(await reaches('db.a.svc', 5432)).toBe(true);
    await write('web-closed', {podSelector: {matchLabels: {app: 'web'}}, policyTypes: ['Egress']});
    expect(await reaches('db.a.svc', 5432)).toBe(false);
    expect(await reaches('10.96.0.1', 443)).toBe(false);
    await write('web-out', {
      podSelector: {},
      policyTypes: ['Egress'],
      egress: [{to: [{ipBlock: {cidr: '10.96.0.0/16'}}]}],
    });
    expect(await reaches('10.96.0.1', 443)).toBe(true);
  });
});
