import {describe, expect, test} from 'vitest';
import {type Asked, alertsOn} from '../helpers/audit-events.js';

const times = (count: number, make: (i: number) => Asked): Asked[] => Array.from({length: count}, (_, i) => make(i));
const forbidden = {code: 403, annotations: {'authorization.k8s.io/decision': 'forbid'}};

describe('secrets-harvested', () => {
  const read = (namespace: string, name: string): Asked => ({path: `/api/v1/namespaces/${namespace}/secrets/${name}`});

  test('alerts on Secrets of one name in four namespaces', () => {
    expect(alertsOn(...['a', 'b', 'c', 'd'].map(namespace => read(namespace, 'database')))).toEqual([
      'secrets-harvested',
    ]);
  });

  test('does not count one Secret that is read again and again, nor four within many minutes', () => {
    expect(alertsOn(...times(30, () => read('shop', 'database')))).toEqual([]);
    const slow = times(200, i => (i % 50 ? {path: '/version'} : read('shop', `secret-${i}`)));
    expect(alertsOn(...slow)).toEqual([]);
  });
});

describe('permission-enumeration', () => {
  const ask = (userAgent: string): Asked => ({
    method: 'POST',
    path: '/apis/authorization.k8s.io/v1/selfsubjectaccessreviews',
    code: 201,
    userAgent,
  });

  test('alerts on twenty questions of one client', () => {
    expect(alertsOn(...times(20, () => ask('client/1.0')))).toEqual(['permission-enumeration']);
  });

  test('does not add up what several tools of one administrator check before they start', () => {
    expect(alertsOn(...times(10, () => ask('installer/1')), ...times(10, () => ask('backup/2')))).toEqual([]);
  });
});

describe('broad-recon', () => {
  const kinds = ['namespaces', 'nodes', 'pods', 'services', 'configmaps', 'serviceaccounts'];

  test('alerts on six kinds across all namespaces, not on the same kinds in one', () => {
    expect(alertsOn(...kinds.map(kind => ({path: `/api/v1/${kind}?limit=500`})))).toEqual(['broad-recon']);
    expect(alertsOn(...kinds.slice(2).map(kind => ({path: `/api/v1/namespaces/shop/${kind}`})))).toEqual([]);
  });

  test('does not alert on an inventory of what a cluster is configured with', () => {
    const configuration = [
      '/api/v1/namespaces',
      '/api/v1/persistentvolumes',
      '/apis/rbac.authorization.k8s.io/v1/clusterroles',
      '/apis/rbac.authorization.k8s.io/v1/clusterrolebindings',
      '/apis/certificates.k8s.io/v1/certificatesigningrequests',
      '/apis/admissionregistration.k8s.io/v1/validatingwebhookconfigurations',
      '/apis/admissionregistration.k8s.io/v1/validatingadmissionpolicies',
      '/api/v1/namespaces/kube-system/configmaps',
      '/api/v1/namespaces/kube-system/serviceaccounts',
    ];
    expect(alertsOn(...configuration.map(path => ({path})))).toEqual([]);
  });
});

describe('forbidden-burst', () => {
  test('alerts on ten different requests that are refused, not on one that is refused fifty times', () => {
    expect(alertsOn(...times(10, i => ({path: `/api/v1/namespaces/ns-${i}/pods`, ...forbidden})))).toEqual([
      'forbidden-burst',
    ]);
    expect(alertsOn(...times(50, () => ({path: '/api/v1/pods', ...forbidden})))).toEqual([]);
  });

  test('does not count refusals by admission: the authorizer had allowed those', () => {
    const refused = times(12, i => ({method: 'POST', path: `/api/v1/namespaces/ns-${i}/pods`, code: 403}));
    expect(alertsOn(...refused)).toEqual([]);
  });
});

describe('workloads-destroyed', () => {
  const remove = (path: string): Asked => ({method: 'DELETE', path});
  const apps = '/apis/apps/v1/namespaces/shop';

  test('alerts on a namespace that is emptied, and counts what is scaled to nothing', () => {
    const scaled = {method: 'PATCH', path: `${apps}/deployments/web/scale`, body: {spec: {replicas: 0}}};
    const rest = [
      `${apps}/statefulsets/db`,
      '/api/v1/namespaces/shop/persistentvolumeclaims/db',
      '/api/v1/namespaces/shop',
    ];
    expect(alertsOn(scaled, ...rest.map(remove))).toEqual(['workloads-destroyed']);
  });

  test('does not count a deletion that is repeated, one that is only tried, or four in four namespaces', () => {
    expect(alertsOn(...times(6, () => remove(`${apps}/deployments/web`)))).toEqual([]);
    expect(alertsOn(...times(6, i => remove(`${apps}/deployments/web-${i}?dryRun=All`)))).toEqual([]);
    expect(alertsOn(...times(6, i => remove(`/api/v1/namespaces/ns-${i}`)))).toEqual([]);
  });
});
