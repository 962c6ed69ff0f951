import {execFileSync} from 'node:child_process';
import {writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {afterAll, beforeAll, describe, expect, test} from 'vitest';
import {parseAllDocuments, stringify} from 'yaml';
import {KindCluster} from '../helpers/kind-cluster.js';

/** The chart beside the kustomization: what one renders, the other does. */
const CHART = 'deploy/helm/kubedrill';
const HELM = process.env.LAB_HELM ?? '';
const RELEASE = ['kubedrill', CHART, '--namespace', 'kubedrill'];
const FLEET = [
  ...['--set', 'nightly.enabled=false', '--set', 'fleet.enabled=true'],
  ...['--set-file', 'fleet.file=deploy/kustomize/overlays/fleet/fleet.yaml'],
];
const helm = (...args: string[]) => execFileSync(HELM, args, {encoding: 'utf8', stdio: 'pipe'});
const template = (...flags: string[]) => helm('template', ...RELEASE, ...flags);
const kustomized = (overlay: string) =>
  execFileSync('kubectl', ['kustomize', `deploy/kustomize/overlays/${overlay}`], {encoding: 'utf8'});

/** What differs on purpose: who has made an object, and where its image is from. */
const BESIDE = ['labels', 'matchLabels', 'image', 'imagePullPolicy'];

/** An object without that, under the name that both give it: Helm puts the release before, kustomize a hash behind. */
function plain(value: unknown, key = ''): unknown {
  if (Array.isArray(value)) return value.map(item => plain(item, key));
  if (typeof value === 'object' && value !== null) {
    const entries = Object.entries(value).filter(([name]) => !BESIDE.includes(name));
    const kept = entries.map(([name, inner]) => [name, plain(inner, name)] as const);
    return Object.fromEntries(kept.filter(([, inner]) => JSON.stringify(inner) !== '{}' || key === 'volumes'));
  }
  if (typeof value !== 'string' || !/name$/i.test(key)) return value;
  return value.replace(/^kubedrill-/, '').replace(/-[0-9a-z]{10}$/, '');
}

/** Objects by kind and name. The namespace is Helm's own to make, with `--create-namespace`. */
function objects(text: string): Record<string, unknown> {
  const all = parseAllDocuments(text).flatMap(document => document.toJS() ?? []);
  const named = all.filter(({kind}) => kind !== 'Namespace').map(object => plain(object));
  return Object.fromEntries(
    named.map(object => {
      const {kind, metadata} = object as {kind: string; metadata: {name: string}};
      return [`${kind}/${metadata.name}`, object];
    }),
  );
}

describe('the chart', () => {
  test('is one that Helm finds nothing wrong with', () => {
    expect(helm('lint', '--strict', CHART)).toContain('0 chart(s) failed');
    expect(helm('lint', '--strict', CHART, ...FLEET)).toContain('0 chart(s) failed');
  });

  test('renders what the overlay for a night does', () => {
    expect(objects(template())).toEqual(objects(kustomized('nightly')));
  });

  test('renders what the overlay for a fleet does', () => {
    expect(objects(template(...FLEET))).toEqual(objects(kustomized('fleet')));
  });

  test('refuses a fleet without its file', () => {
    expect(() => template('--set', 'fleet.enabled=true')).toThrow('fleet.file is the text of fleet.yaml');
  });
});

describe('on a real API server', () => {
  const cluster = new KindCluster('chart-test');
  beforeAll(() => {
    cluster.up();
    cluster.kubectl(['create', 'namespace', 'kubedrill']);
  });
  afterAll(() => cluster.down());

  test.each([
    ['a night', []],
    ['a fleet', FLEET],
  ])('every object of %s is taken as it is written', (_, flags) => {
    const text = template(...flags);
    const taken = cluster.kubectl(['apply', '--dry-run=server', '--validate=strict', '-f', '-'], text);
    expect(taken.trim().split('\n')).toHaveLength(Object.keys(objects(text)).length);
  });

  test.each([['nightly'], ['fleet'], ['rules']])('every object of the overlay %s, too', overlay => {
    const text = kustomized(overlay);
    const taken = cluster.kubectl(['apply', '--dry-run=server', '--validate=strict', '-f', '-'], text);
    expect(taken.trim().split('\n')).toHaveLength(Object.keys(objects(text)).length + 1);
  });

  test('values that people change are taken, too', () => {
    const file = join(cluster.home, 'values.yaml');
    const values = {
      ...{imagePullSecrets: [{name: 'pull'}], nodeSelector: {disk: 'ssd'}, tolerations: [{operator: 'Exists'}]},
      ...{persistence: {enabled: false}, serviceAccount: {create: false, name: 'own'}},
      networkPolicy: {egress: [{ports: [{protocol: 'TCP', port: 9200}]}]},
      nightly: {args: ['--label=team=pay']},
    };
    writeFileSync(file, stringify(values));
    const text = template('--values', file);
    cluster.kubectl(['apply', '--dry-run=server', '--validate=strict', '-f', '-'], text);
    expect(text).not.toMatch(/kind: (ClusterRole|PersistentVolumeClaim|ServiceAccount)$/m);
    expect(text).toContain('serviceAccountName: own');
    expect(text).not.toContain('--history');
  });
});
