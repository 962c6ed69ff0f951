import {readFileSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {expect, test} from 'vitest';
import {parse as parseYaml} from 'yaml';
import {call} from './lab.js';
import {startLike} from './server.js';

const config = (name: string) => readFileSync(join('stacks/prometheus/config', name), 'utf8');

test('a real Prometheus loads configuration and rules of the stack, and can evaluate each', async () => {
  const url = await startLike('LAB_PROMETHEUS', (port, dir) => {
    const token = join(dir, 'token');
    writeFileSync(token, 'none');
    writeFileSync(join(dir, 'rules.yml'), config('rules.yml'));
    // Only what a pod of the cluster would find there is another place.
    const here = config('prometheus.yml')
      .replace('/etc/prometheus/rules.yml', join(dir, 'rules.yml'))
      .replace(/\/var\/run\/secrets\S+\/ca.crt/, join(process.cwd(), 'test/fixtures/tls/ca.pem'))
      .replaceAll(/\/var\/run\/secrets\S+\/token/g, token)
      .replace('[{ role: node }]', '[{ role: node, api_server: "http://127.0.0.1:9" }]')
      .replace('evaluation_interval: 10s', 'evaluation_interval: 1s');
    writeFileSync(join(dir, 'prometheus.yml'), here);
    return [
      `--config.file=${join(dir, 'prometheus.yml')}`,
      ...[`--storage.tsdb.path=${join(dir, 'data')}`, `--web.listen-address=127.0.0.1:${port}`],
    ];
  });
  const names = (parseYaml(config('rules.yml')) as {groups: {rules: {alert: string}[]}[]}).groups.flatMap(group =>
    group.rules.map(rule => rule.alert),
  );
  const loaded = async () => {
    const {data} = (await call('GET', `${url}/api/v1/rules`)) as {
      data: {groups: {rules: {name: string; health: string; lastError?: string}[]}[]};
    };
    return data.groups.flatMap(group => group.rules);
  };
  await expect
    .poll(async () => (await loaded()).map(rule => `${rule.name} ${rule.health}`), {timeout: 60_000})
    .toEqual(names.map(name => `${name} ok`));
  const pools = async () => {
    const {data} = (await call('GET', `${url}/api/v1/targets?state=active`)) as {
      data: {activeTargets: {scrapePool: string}[]};
    };
    return data.activeTargets.map(target => target.scrapePool);
  };
  // The nodes of cAdvisor are asked of an API server, which is not there.
  await expect.poll(pools, {timeout: 100_000}).toEqual(['kube-apiserver']);
});

test('a real Alertmanager runs with the configuration of the stack, and keeps what it is told', async () => {
  const url = await startLike('LAB_ALERTMANAGER', (port, dir) => {
    writeFileSync(join(dir, 'alertmanager.yml'), config('alertmanager.yml'));
    return [
      `--config.file=${join(dir, 'alertmanager.yml')}`,
      ...[`--storage.path=${join(dir, 'data')}`, `--web.listen-address=127.0.0.1:${port}`],
      '--cluster.listen-address=',
    ];
  });
  await call('POST', `${url}/api/v2/alerts`, [{labels: {alertname: 'PodCpuAbnormal', namespace: 'n', pod: 'p'}}]);
  const alerts = (await call('GET', `${url}/api/v2/alerts`)) as {labels: object; status: {state: string}}[];
  expect(alerts).toMatchObject([{labels: {alertname: 'PodCpuAbnormal'}, receivers: [{name: 'nobody'}]}]);
});
