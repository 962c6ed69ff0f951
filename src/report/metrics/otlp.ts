import {createHash} from 'node:crypto';
import {attemptsOf} from '../../view/nightly/attempts.js';
import type {RunView, ScenarioView} from '../../view/view.js';
import {type Attributes, attributesOf, nanos, resourceOf} from './otlp-parts.js';

/** What a trace stands in: that of the pipeline that began the run, and the pipeline's own name for it. */
export interface Around {
  /** W3C Trace Context, as in `TRACEPARENT`; what is not of its form is ignored. */
  traceparent?: string | undefined;
  /** Of the CI server. */
  pipeline?: string | undefined;
  version: string;
}

/** 1: it was handled as it should be; 2: it was not. */
type Status = 1 | 2;

interface Span {
  traceId: string;
  spanId: string;
  parentSpanId?: string;
  name: string;
  kind: 1;
  startTimeUnixNano: string;
  endTimeUnixNano: string;
  attributes: unknown[];
  status: {code: 0 | Status; message?: string};
}

/** Makes a span at times of the run. */
type MakeSpan = (
  path: readonly string[],
  name: string,
  times: {from: number; to: number},
  rest: Pick<Span, 'status'> & {attributes: Attributes; parentSpanId?: string | undefined},
) => Span;

/** `version-trace-parent-flags`, neither of the two ids all zeros. */
const TRACEPARENT = /^(?!ff)[0-9a-f]{2}-(?!0{32})([0-9a-f]{32})-(?!0{16})([0-9a-f]{16})-[0-9a-f]{2}(-|$)/;

/**
 * A run as a trace in OTLP's JSON: the run is its root, each attempt at a scenario a child, each link of the chain a
 * grandchild from when the one before was seen until it was itself. The ids come from the run: told twice, it is the same.
 *
 * @see https://opentelemetry.io/docs/specs/otlp/#json-protobuf-encoding
 */
export function otlpTraces(view: RunView, {traceparent = '', pipeline, version}: Around): object {
  const {started} = view;
  if (!started) return {resourceSpans: []};
  const [, given, parent] = TRACEPARENT.exec(traceparent.trim()) ?? [];
  const uid = `${started.at} ${started.run}`;
  const traceId = given ?? hash(uid, 32);
  const begun = Date.parse(started.at);
  const span: MakeSpan = (path, name, times, rest) => ({
    ...{traceId, spanId: hash([uid, ...path].join('\n'), 16), name: name.toWellFormed(), kind: 1},
    ...(rest.parentSpanId !== undefined && {parentSpanId: rest.parentSpanId}),
    startTimeUnixNano: nanos(begun + times.from),
    endTimeUnixNano: nanos(begun + Math.max(times.from, times.to)),
    ...{attributes: attributesOf(rest.attributes), status: rest.status},
  });
  const root = span(
    [],
    `drill ${started.drill.id}`,
    {from: 0, to: view.nowMs},
    {
      parentSpanId: parent,
      attributes: {'test.suite.name': started.drill.id, 'cicd.pipeline.run.id': pipeline, 'kubedrill.run': started.run},
      status: {code: view.ended?.outcome === 'finished' ? 1 : 2},
    },
  );
  const spans = view.scenarios.flatMap(scenario =>
    attemptsOf(scenario).flatMap((attempt, index) =>
      attemptSpans(attempt, index + 1, {root, drill: started.drill.id, span}),
    ),
  );
  return {
    resourceSpans: [
      {
        resource: resourceOf(view, version),
        scopeSpans: [{scope: {name: 'kubedrill', version}, spans: [root, ...spans]}],
      },
    ],
  };
}

/** An attempt at a scenario, and the links of its chain below it; nothing where nothing was done. */
function attemptSpans(
  attempt: ScenarioView,
  number: number,
  {root, drill, span}: {root: Span; drill: string; span: MakeSpan},
): Span[] {
  const times = timesOf(attempt);
  if (!times) return [];
  const {id, severity} = attempt.plan;
  const path = [id, String(number)];
  const {result, status} = endOf(attempt);
  const own = span(path, id, times, {
    parentSpanId: root.spanId,
    attributes: {
      ...{'test.suite.name': drill, 'test.case.name': id, 'test.case.result.status': result},
      ...{
        'kubedrill.verdict': attempt.verdict ?? 'not run',
        'kubedrill.attempt': number,
        'kubedrill.severity': severity,
      },
    },
    status,
  });
  const links = linksOf(attempt).map(({stage, from, to, ok, attributes}, i) =>
    span(
      [...path, stage, String(i)],
      stage,
      {from, to},
      {parentSpanId: own.spanId, attributes, status: {code: ok ? 1 : 2}},
    ),
  );
  return [own, ...links];
}

/** Skipped and unknown are neither passed nor failed: the convention has no word for them. */
function endOf({verdict, explanation}: ScenarioView): {result?: string; status: Span['status']} {
  if (verdict === 'detected' || verdict === 'prevented') return {result: 'pass', status: {code: 1}};
  const message = explanation === undefined ? {} : {message: explanation.toWellFormed()};
  return isWrong(verdict) ? {result: 'fail', status: {code: 2, ...message}} : {status: {code: 0, ...message}};
}

const isWrong = (verdict: ScenarioView['verdict']): boolean => verdict === 'missed' || verdict === 'late';

/** From when it was first worked on until it was last; undefined: nothing was done. */
function timesOf({phases, requests}: ScenarioView): {from: number; to: number} | undefined {
  const from = [...phases.map(({sinceMs}) => sinceMs), ...requests.map(({sent}) => sent.ms)];
  const to = [
    ...phases.map(({sinceMs, endMs = sinceMs}) => endMs),
    ...requests.map(({sent, answered}) => (answered ?? sent).ms),
  ];
  return from.length ? {from: Math.min(...from), to: Math.max(...to)} : undefined;
}

interface Link {
  stage: string;
  from: number;
  to: number;
  ok: boolean;
  attributes: Attributes;
}

/** A link that was not seen lasts as long as it was waited for. */
function linksOf({requests, stages}: ScenarioView): Link[] {
  const attack = requests.filter(({sent}) => sent.purpose === 'attack');
  if (!attack.length) return [];
  const begun = Math.min(...attack.map(({sent}) => sent.ms));
  const ended = Math.max(...attack.map(({sent, answered}) => (answered ?? sent).ms));
  const links: Link[] = [{stage: 'executed', from: begun, to: ended, ok: true, attributes: {}}];
  let before = ended;
  for (const {stage, state, latencyMs, slaMs, source} of stages) {
    if (stage === 'executed' || stage === 'contained') continue;
    const ok = state === 'seen';
    const waited = latencyMs ?? (state === 'missed' ? slaMs : undefined);
    if (waited === undefined) continue;
    // An acknowledgement is measured from the alert.
    const to = (stage === 'acknowledged' ? before : ended) + waited;
    links.push({
      stage,
      from: Math.min(before, to),
      to,
      ok,
      attributes: {
        'kubedrill.state': state,
        'kubedrill.source': source,
        'kubedrill.sla': slaMs === undefined ? undefined : slaMs / 1000,
      },
    });
    before = Math.max(before, to);
  }
  return links;
}

const hash = (text: string, digits: number): string => createHash('sha256').update(text).digest('hex').slice(0, digits);
