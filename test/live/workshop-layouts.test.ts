import {expect, test} from 'vitest';
import type {WorkshopFlags} from '../../src/cli/workshop/flags.js';
import {refuseUnfit} from '../../src/cli/workshop/layouts.js';
import {boundsOf} from '../../src/drill/respond/shared/bounds.js';
import {ownObjects} from '../../src/drill/respond/shared/own-rights.js';
import {chooseScenarios} from '../../src/scenario/load.js';

const flags = (own: Partial<WorkshopFlags>): WorkshopFlags => ({
  ...{teams: '2', on: 'simulated', length: '2h', listen: '127.0.0.1:0', language: 'en', alone: '30m', out: 'runs'},
  ...own,
});

test('teams that share a cluster do not play what only one may touch at a time', () => {
  const exclusive = chooseScenarios(['coredns-changed', 'secrets-listed']);
  expect(() => refuseUnfit(flags({on: 'namespaces'}), 2, exclusive)).toThrow(
    /^coredns-changed touches .*: teams that share a cluster cannot play it$/,
  );
  expect(() => refuseUnfit(flags({on: 'namespaces'}), 2, chooseScenarios(['secrets-listed']))).not.toThrow();
  expect(() => refuseUnfit(flags({}), 2, exclusive)).not.toThrow();
});

test('no more kind clusters are made than a machine takes, unless somebody insists; a context is for what is shared', () => {
  expect(() => refuseUnfit(flags({on: 'clusters'}), 9, [])).toThrow(/^9 kind clusters are more than this machine/);
  expect(() => refuseUnfit(flags({on: 'clusters', force: true}), 9, [])).not.toThrow();
  expect(() => refuseUnfit(flags({on: 'clusters', context: 'training'}), 1, [])).toThrow(/--context goes with/);
});

test('students may take back what an attack of theirs made outside of namespaces, by its name, and no namespace', () => {
  expect(
    ownObjects([
      '/api/v1/namespaces/kd-1a2b3c',
      '/api/v1/namespaces/kd-1a2b3c/pods/web',
      '/apis/rbac.authorization.k8s.io/v1/clusterrolebindings/kd-1a2b3c-root',
    ]),
  ).toEqual([
    {
      apiGroups: ['rbac.authorization.k8s.io'],
      resources: ['clusterrolebindings'],
      resourceNames: ['kd-1a2b3c-root'],
      verbs: ['get', 'patch', 'update', 'delete'],
    },
  ]);
});

test('a quota comes after the limits that pods without any fall back to', () => {
  expect(boundsOf('kd-1a2b3c').map(({path}) => path.split('/').at(-1))).toEqual([
    'limitranges',
    'resourcequotas',
    'networkpolicies',
  ]);
});
