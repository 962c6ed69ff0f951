import {once} from 'node:events';
import {writeFileSync} from 'node:fs';
import {createServer} from 'node:http';
import type {AddressInfo} from 'node:net';
import {join} from 'node:path';
import {describe, expect, onTestFinished, test, vi} from 'vitest';
import type {Signal} from '../../src/sources/source.js';
import {interestIn, never, openSource} from '../helpers/source.js';
import {alertmanager, TOLD} from './alertmanager.js';
import {startLike} from './server.js';

const MEMORY = 'container_memory_working_set_bytes';
const RULE = `groups:
  - name: resources
    interval: 500ms
    rules:
      - {alert: MemoryAbnormal, expr: 'sum by (namespace, pod) (${MEMORY}) > 1e9', labels: {severity: high}}
      - {alert: MemoryAbnormalForLong, expr: '${MEMORY} > 1e9', for: 10m}
      - {alert: Fleet, expr: 'sum(${MEMORY}) > 1e9'}
`;

/** Metrics of pods, as a kubelet shows them: the test says how much memory each uses. */
async function kubelet() {
  const memory = new Map<string, number>();
  const server = createServer((_request, response) => {
    const lines = [...memory].map(([pod, bytes]) => `${MEMORY}{namespace="kd-a1b2c3",pod="${pod}"} ${bytes}\n`);
    response
      .writeHead(200, {'Content-Type': 'text/plain; version=0.0.4'})
      .end(`# TYPE ${MEMORY} gauge\n${lines.join('')}`);
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return {memory, target: `127.0.0.1:${(server.address() as AddressInfo).port}`};
}

/** A real Prometheus that scrapes this target twice a second, with these rules. */
const prometheus = (target: string, rules = RULE, sendTo?: string): Promise<string> =>
  startLike('LAB_PROMETHEUS', (port, dir) => {
    writeFileSync(join(dir, 'rules.yml'), rules);
    const alerting = sendTo ? `alerting: {alertmanagers: [{static_configs: [{targets: ["${sendTo}"]}]}]}\n` : '';
    writeFileSync(
      join(dir, 'prometheus.yml'),
      `global: {scrape_interval: 500ms, evaluation_interval: 500ms}\nrule_files: [rules.yml]\nscrape_configs: [{job_name: kubelet, static_configs: [{targets: ["${target}"]}]}]\n${alerting}`,
    );
    return [
      '--config.file=prometheus.yml',
      `--storage.tsdb.path=${dir}/data`,
      `--web.listen-address=127.0.0.1:${port}`,
    ];
  });

/** A source that asks this Prometheus twice a second. */
async function asking(url: string, settings: Record<string, unknown> = {}) {
  const opened = openSource({type: 'prometheus', url, every: '500ms', ...settings});
  await opened.start(interestIn([], ['kd-a1b2c3']));
  return opened;
}

const of = (signals: Signal[], rule: string): Signal[] => signals.filter(s => s.rule?.id === rule);
const soon = (assertion: () => void | Promise<void>) => vi.waitFor(assertion, {timeout: 100_000, interval: 200});
const about = (rule: string) => ({
  stage: 'alerted' as const,
  expected: {rules: {prometheus: [rule]}},
  token: 'kd-a1b2c3',
  auditIds: [],
  events: [],
  since: new Date(),
});

describe('a real Prometheus', () => {
  test('alerts that fire are told once, by namespace and pod, since they became active; pending ones are not', async () => {
    const {memory, target} = await kubelet();
    const url = await prometheus(target);
    const {source, signals} = await asking(url);
    memory.set('quiet', 1000).set('miner', 2e9);
    await soon(() => expect(of(signals, 'MemoryAbnormal')).toHaveLength(1));
    const [signal] = of(signals, 'MemoryAbnormal');
    expect(signal).toMatchObject({
      stage: 'alerted',
      rule: {level: 'high'},
      claims: [{namespace: 'kd-a1b2c3', pod: 'miner', at: signal?.sourceTime}],
      evidence: {document: {state: 'firing'}},
    });
    await soon(() => expect(of(signals, 'Fleet')).toHaveLength(1));
    expect(of(signals, 'Fleet')[0]?.claims).toEqual([]);
    expect(of(signals, 'MemoryAbnormalForLong')).toEqual([]);
    expect([...(source.firing?.() ?? [])].map(({rule}) => rule).sort()).toEqual(['Fleet', 'MemoryAbnormal']);
    await source.refresh?.(never);
    expect(of(signals, 'MemoryAbnormal')).toHaveLength(1);
  });

  test('a query is an alert for each series that it comes to, once, and again after it was over', async () => {
    const {memory, target} = await kubelet();
    const url = await prometheus(target, 'groups: []\n');
    const expr = `sum by (namespace) (${MEMORY}) > 1e9`;
    const {source, signals} = await asking(url, {queries: [{rule: 'namespace-memory', expr}]});
    memory.set('miner', 2e9);
    await soon(() => expect(signals).toHaveLength(1));
    expect(signals[0]).toMatchObject({
      rule: {id: 'namespace-memory'},
      claims: [{namespace: 'kd-a1b2c3', pod: '*'}],
      evidence: {document: {query: expr, metric: {namespace: 'kd-a1b2c3'}}},
    });
    memory.set('miner', 1);
    await soon(() => expect(source.firing?.()).toEqual([]));
    memory.set('miner', 2e9);
    await soon(() => expect(signals).toHaveLength(2));
  });

  test('says its version and rules, and makes their intervals its budget', async () => {
    const {target} = await kubelet();
    const {source} = await asking(await prometheus(target), {rules: {'resource-abuse': ['MemoryAbnormalForLong']}});
    expect(source.budget.ms).toBe(500);
    expect(await source.check?.(never)).toEqual({
      state: 'ok',
      detail: expect.stringMatching(/^answers, version 2\.\d+\.\S+, 3 alerting rules, 0 queries$/),
      next: [],
      product: {name: 'Prometheus', version: expect.stringMatching(/^2\.\d+\.\S+$/)},
      budget: {
        ms: 500 + 600_000 + 500,
        why: 'rules are evaluated every 0.5 s, rules wait (for) 10 m 00 s, asked every 0.5 s',
      },
    });
  });

  test('warns of a rule that is named and not there, and of one that cannot be evaluated', async () => {
    const {memory, target} = await kubelet();
    memory.set('a', 1);
    memory.set('b', 2);
    const broken = `groups: [{name: x, rules: [{alert: Broken, expr: '${MEMORY} * on (namespace) ${MEMORY} > 1'}]}]\n`;
    const {source} = await asking(await prometheus(target, broken), {rules: {x: ['NotThere']}});
    await soon(async () =>
      expect(await source.check?.(never)).toMatchObject({
        state: 'warning',
        detail: expect.stringMatching(/; no rule NotThere; Broken cannot be evaluated: .*many-to-many/),
      }),
    );
    expect(await source.investigate?.(about('Broken'), never)).toMatchObject({
      cause: expect.stringMatching(/^Prometheus cannot evaluate Broken: .*many-to-many/),
    });
  });

  test('fails on a query that is none, with the words of Prometheus', async () => {
    const {target} = await kubelet();
    const {source, states} = await asking(await prometheus(target), {queries: [{rule: 'x', expr: 'sum('}]});
    const said = expect.stringMatching(/answered 400 to GET \/api\/v1\/query: .*unclosed left parenthesis/);
    expect(states).toEqual([said]);
    expect(await source.check?.(never)).toMatchObject({state: 'failed', detail: said});
  });

  test('explains a miss: no such rule, one that waits, one about nothing of ours, one that was not true', async () => {
    const {memory, target} = await kubelet();
    const {source, signals} = await asking(await prometheus(target));
    const why = async (rule: string) => (await source.investigate?.(about(rule), never))?.cause;
    expect(await why('NotThere')).toMatch(/^no rule of Prometheus claims this technique: it has MemoryAbnormal, /);
    expect(await why('MemoryAbnormal')).toBe('Prometheus evaluated MemoryAbnormal, and its expression matched nothing');
    memory.set('miner', 2e9);
    await soon(() => expect(of(signals, 'Fleet')).toHaveLength(1));
    expect(await why('Fleet')).toBe("Fleet fires, but its labels do not say the attack's namespace and pod");
    await soon(async () =>
      expect(await why('MemoryAbnormalForLong')).toMatch(
        /^MemoryAbnormalForLong has been pending since 20\S+: it fires when its expression has been true for 10 m 00 s \(for\)$/,
      ),
    );
    expect(await source.delay?.(about('MemoryAbnormalForLong'), never)).toMatchObject({
      cause: 'in Prometheus rules are evaluated every 0.5 s, rules wait (for) 10 m 00 s',
    });
  });
});

test('an alert of a real Prometheus reaches a source by way of a real Alertmanager', async () => {
  const {memory, target} = await kubelet();
  const url = await alertmanager(`route: {receiver: people}\n${TOLD}`);
  await prometheus(target, RULE, new URL(url).host);
  const {signals, start} = openSource({
    type: 'alertmanager',
    url,
    every: '500ms',
    identity: {namespace: ['namespace'], pod: ['pod']},
  });
  await start(interestIn([], ['kd-a1b2c3']));
  memory.set('miner', 2e9);
  await soon(() => expect(of(signals, 'MemoryAbnormal')).toHaveLength(1));
  expect(of(signals, 'MemoryAbnormal')[0]).toMatchObject({
    rule: {level: 'high'},
    claims: [{namespace: 'kd-a1b2c3', pod: 'miner'}],
  });
});
