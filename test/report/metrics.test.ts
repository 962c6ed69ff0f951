import {readFileSync} from 'node:fs';
import {describe, expect, test} from 'vitest';
import {packaged} from '../../src/lib/paths.js';
import {METRICS, metricsOf} from '../../src/report/metrics/metrics.js';
import {otlpTraces} from '../../src/report/metrics/otlp.js';
import {otlpMetrics} from '../../src/report/metrics/otlp-metrics.js';
import {prometheusName, prometheusReport} from '../../src/report/metrics/prometheus.js';
import {scoreRun} from '../../src/score/card.js';
import type {RunView} from '../../src/view/view.js';
import {drillView} from '../helpers/events.js';
import {hostileRun, mixedRun} from './sample.js';

const text = (view: RunView) => prometheusReport(view, scoreRun(view));
/** A line of the text format, taken apart as its grammar says; undefined for what is none. */
const LINE = /^([a-zA-Z_:][\w:]*)\{((?:[a-zA-Z_]\w*="(?:[^"\\\n]|\\["\\n])*",?)*)\} (-?\d+(?:\.\d+)?(?:e[+-]?\d+)?)$/;
const judged = (more: object): RunView => ({
  ...drillView(),
  history: {
    ...{type: 'history.judged', seq: 0, at: '', ms: 0},
    ...{lost: ['pod-exec'], slower: [], newNoise: [], unknown: {lost: [], slower: [], newNoise: []}},
    ...more,
  } as NonNullable<RunView['history']>,
});

describe('metrics for Prometheus', () => {
  test('of a mixed run', async () => {
    await expect(text(mixedRun())).toMatchFileSnapshot('golden/metrics.prom');
  });

  test('are lines of the text format, each series once and under its TYPE, whatever texts are in it', () => {
    for (const view of [mixedRun(), hostileRun(), drillView({untilMs: 0}), drillView({variant: 'interrupted'})]) {
      const lines = text(view).trimEnd().split('\n');
      const samples = lines.filter(line => !line.startsWith('# '));
      expect(samples.filter(line => !LINE.test(line))).toEqual([]);
      const series = samples.map(line => line.slice(0, line.lastIndexOf(' ')));
      // The hostile run gives two gates one name, which is one series.
      expect(new Set(series).size).toBe(series.length);
      const typed = lines.flatMap(line => /^# TYPE (\S+) gauge$/.exec(line)?.[1] ?? []);
      expect(new Set(samples.map(line => line.slice(0, line.indexOf('{'))))).toEqual(new Set(typed));
    }
  });

  test('have one verdict a scenario, and say which', () => {
    const verdicts = text(mixedRun())
      .split('\n')
      .filter(line => line.startsWith('kubedrill_scenario_verdict{'));
    expect(verdicts).toHaveLength(6);
    expect(verdicts.join('\n')).toMatch(/scenario="pod-exec",verdict="missed",severity="high"\} 1/);
  });

  test('have latencies of what was seen, and SLAs also of what was not', () => {
    const lines = text(mixedRun());
    expect(lines).toMatch(/kubedrill_link_latency_seconds\{[^}]*scenario="privileged-pod",link="alerted"\} 2\.4\n/);
    expect(lines).not.toMatch(/kubedrill_link_latency_seconds\{[^}]*scenario="pod-exec",link="alerted"/);
    expect(lines).toMatch(/kubedrill_sla_seconds\{[^}]*scenario="pod-exec",link="alerted"\} 30\n/);
  });

  test('say what is worse than before only where the nights before could say it', () => {
    const kinds = (view: RunView) =>
      metricsOf(view, scoreRun(view)).find(({name}) => name === 'kubedrill.finding')?.points;
    expect(kinds(judged({}))?.map(({labels, value}) => [labels.kind, value])).toEqual([
      ['flaky', 0],
      ['lost', 1],
      ['slower', 0],
      ['new noise', 0],
    ]);
    expect(kinds(judged({undecided: 'no earlier night'}))?.map(({labels}) => labels.kind)).toEqual(['flaky']);
    expect(kinds(drillView())?.map(({labels}) => labels.kind)).toEqual(['flaky']);
  });

  test('of a run that never began are none, and of one that was cut off say so', () => {
    expect(text(drillView({untilMs: -1}))).toBe('');
    expect(text(drillView({variant: 'interrupted'}))).toMatch(/kubedrill_run_finished\{[^}]*\} 0\n/);
  });
});

interface Span {
  traceId: string;
  spanId: string;
  parentSpanId?: string;
  name: string;
  startTimeUnixNano: string;
  endTimeUnixNano: string;
  attributes: {key: string; value: Record<string, unknown>}[];
  status: {code: number};
}
const around = {version: '1.2.3', pipeline: '4711'};
const spansOf = (view: RunView, traceparent?: string): Span[] =>
  (
    otlpTraces(view, {...around, traceparent}) as {resourceSpans: {scopeSpans: {spans: Span[]}[]}[]}
  ).resourceSpans.flatMap(({scopeSpans}) => scopeSpans.flatMap(({spans}) => spans));
const said = ({attributes}: Span, key: string) =>
  Object.values(attributes.find(one => one.key === key)?.value ?? {})[0];

describe('a run as a trace', () => {
  const spans = spansOf(mixedRun());
  const byId = new Map(spans.map(span => [span.spanId, span]));
  const named = (name: string) => spans.filter(span => span.name === name);

  test('is the run, its scenarios below it, and the links of each chain below those', () => {
    const [root] = spans;
    expect(root).toMatchObject({name: 'drill core'});
    expect(root?.parentSpanId).toBeUndefined();
    expect(byId.size).toBe(spans.length);
    for (const alerted of named('alerted'))
      expect(byId.get(byId.get(alerted.parentSpanId ?? '')?.parentSpanId ?? '')).toBe(root);
    expect(named('audited').map(span => byId.get(span.parentSpanId ?? '')?.name)).toContain('pod-exec');
  });

  test('has links that follow each other, and that last as long as they took', () => {
    const [pod] = named('privileged-pod');
    const chain = spans.filter(span => span.parentSpanId === pod?.spanId);
    expect(chain.map(({name}) => name)).toEqual(['executed', 'audited', 'alerted']);
    for (const [i, {startTimeUnixNano, endTimeUnixNano}] of chain.entries()) {
      expect(BigInt(endTimeUnixNano)).toBeGreaterThanOrEqual(BigInt(startTimeUnixNano));
      if (i) expect(startTimeUnixNano).toBe(chain[i - 1]?.endTimeUnixNano);
    }
    const [, audited, alerted] = chain;
    expect(BigInt(alerted?.endTimeUnixNano ?? 0) - BigInt(audited?.startTimeUnixNano ?? 0)).toBe(2_400_000_000n);
  });

  test('says how each ended: pass, fail, or neither', () => {
    const status = (id: string) => named(id).map(span => [said(span, 'test.case.result.status'), span.status.code]);
    expect(status('privileged-pod')).toEqual([['pass', 1]]);
    expect(status('pod-exec')).toEqual([['fail', 2]]);
    expect(status('cluster-admin-bound')).toEqual([['fail', 2]]);
    expect(status('invalid-credential-burst')).toEqual([[undefined, 0]]);
    expect(said(spans[0] as Span, 'cicd.pipeline.run.id')).toBe('4711');
  });

  test('has ids of the right form that come from the run, so that it can be sent again', () => {
    for (const {traceId, spanId} of spans) {
      expect(traceId).toMatch(/^[0-9a-f]{32}$/);
      expect(spanId).toMatch(/^[0-9a-f]{16}$/);
    }
    expect(spansOf(mixedRun())).toEqual(spans);
  });

  test('stands in the trace of the pipeline where TRACEPARENT is one, and in its own where it is not', () => {
    const [trace, parent] = ['0af7651916cd43dd8448eb211c80319c', 'b7ad6b7169203331'];
    const [root, ...others] = spansOf(mixedRun(), `00-${trace}-${parent}-01`);
    expect(root).toMatchObject({traceId: trace, parentSpanId: parent});
    expect(others.every(({traceId}) => traceId === trace)).toBe(true);
    for (const wrong of [
      '',
      'no',
      `00-${'0'.repeat(32)}-${parent}-01`,
      `ff-${trace}-${parent}-01`,
      `00-${trace}-${parent}`,
    ])
      expect(spansOf(mixedRun(), wrong)[0]?.parentSpanId).toBeUndefined();
  });

  test('of a run that was cut off or never began is what there is', () => {
    expect(spansOf(drillView({untilMs: -1}))).toEqual([]);
    expect(spansOf(drillView({variant: 'interrupted'}))[0]?.status.code).toBe(2);
    expect(JSON.stringify(otlpTraces(hostileRun(), around))).not.toMatch(/\\ud800/i);
  });
});

test('metrics by OTLP are those of the text, under names of which Prometheus makes the same', () => {
  const {resourceMetrics} = otlpMetrics(mixedRun(), scoreRun(mixedRun()), around.version) as {
    resourceMetrics: {
      scopeMetrics: {metrics: {name: string; unit?: 's'; gauge: {dataPoints: {asDouble: number}[]}}[]}[];
    }[];
  };
  const metrics = resourceMetrics.flatMap(({scopeMetrics}) => scopeMetrics.flatMap(one => one.metrics));
  const counts = metrics.map(metric => [prometheusName(metric), metric.gauge.dataPoints.length]);
  const lines = text(mixedRun()).split('\n');
  expect(counts).toEqual(counts.map(([name]) => [name, lines.filter(line => line.startsWith(`${name}{`)).length]));
  expect(counts.length).toBeGreaterThan(7);
});

test('the dashboard asks for metrics that there are, and for labels that they have', () => {
  const dashboard = readFileSync(packaged('deploy', 'grafana', 'kubedrill.json'), 'utf8');
  const {panels, templating} = JSON.parse(dashboard) as {
    panels: {id: number; targets: {expr: string}[]}[];
    templating: {list: {query: string}[]};
  };
  const asked = [
    ...panels.flatMap(({targets}) => targets.map(({expr}) => expr)),
    ...templating.list.map(({query}) => query),
  ];
  const names = asked.flatMap(query => query.match(/kubedrill_\w+/g) ?? []);
  const there = Object.entries(METRICS).map(([name, metric]) => prometheusName({name, ...metric}));
  expect(names.length).toBeGreaterThan(10);
  expect(names.filter(name => !there.includes(name))).toEqual([]);
  const labels = new Set(
    metricsOf(judged({}), scoreRun(judged({}))).flatMap(({points}) =>
      points.flatMap(point => Object.keys(point.labels)),
    ),
  );
  const matched = asked.flatMap(query => [...query.matchAll(/(\w+)(?:=|!=|=~|!~)"/g)].map(([, label]) => label ?? ''));
  const grouped = asked.flatMap(query =>
    [...query.matchAll(/by \(([^)]*)\)/g)].flatMap(([, list = '']) => list.split(/, */)),
  );
  expect([...matched, ...grouped].filter(label => !labels.has(label))).toEqual([]);
  expect(new Set(panels.map(({id}) => id)).size).toBe(panels.length);
});
