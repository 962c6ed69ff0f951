import {messageOf} from '../../lib/errors.js';
import {labelsOf} from '../../report/metrics/metrics.js';
import {type Around, otlpTraces} from '../../report/metrics/otlp.js';
import {otlpMetrics} from '../../report/metrics/otlp-metrics.js';
import {prometheusReport} from '../../report/metrics/prometheus.js';
import type {ScoreCard} from '../../score/card.js';
import {type Endpoint, HttpClient} from '../../sources/http/http.js';
import type {RunView} from '../../view/view.js';
import {type Io, tellLines} from '../io.js';
import {packageVersion} from '../version.js';
import type {Targets} from './targets.js';

/**
 * Sends the numbers of a run to where they are wanted. It never throws: a receiver that is down is told, and costs no run
 * its verdicts.
 *
 * @returns whether all of it arrived
 */
export async function sendRun({push, otlp}: Targets, run: {view: RunView; card: ScoreCard}, io: Io): Promise<boolean> {
  const arrived = await Promise.all([
    push && told('the metrics could not be pushed', io, () => pushed(push, run)),
    otlp && told('not all could be sent by OTLP', io, () => exported(otlp, run, io.env)),
  ]);
  return !arrived.includes(false);
}

async function told(what: string, io: Io, send: () => Promise<void>): Promise<boolean> {
  try {
    await send();
    return true;
  } catch (error) {
    tellLines(io, [`kubedrill: ${what}: ${messageOf(error)}`]);
    return false;
  }
}

/** Replaces the whole group: what this cluster and drill said last is what there is. */
async function pushed(endpoint: Endpoint, {view, card}: {view: RunView; card: ScoreCard}): Promise<void> {
  const {cluster = '', drill = '', fleet} = labelsOf(view);
  const group = [
    ['job', 'kubedrill'],
    ['cluster', cluster],
    ['drill', drill],
    ...(fleet === undefined ? [] : [['fleet', fleet]]),
  ];
  const path = group.map(([name = '', value = '']) => groupPath(name, value)).join('');
  await asking(endpoint, client =>
    client.ask(`/metrics${path}`, {method: 'PUT', text: prometheusReport(view, card), as: 'text'}),
  );
}

/** @see https://github.com/prometheus/pushgateway#url — a value with a slash, or none, goes as base64 */
const groupPath = (name: string, value: string): string =>
  value === '' || value.includes('/')
    ? `/${name}@base64/${value === '' ? '=' : Buffer.from(value).toString('base64url')}`
    : `/${name}/${encodeURIComponent(value)}`;

async function exported(
  endpoint: Endpoint,
  {view, card}: {view: RunView; card: ScoreCard},
  env: NodeJS.ProcessEnv,
): Promise<void> {
  const around: Around = {traceparent: env.TRACEPARENT, pipeline: pipelineOf(env), version: packageVersion()};
  const bodies = {'/v1/traces': otlpTraces(view, around), '/v1/metrics': otlpMetrics(view, card, around.version)};
  await asking(endpoint, async client => {
    const failures: string[] = [];
    // Each on its own: a Prometheus takes metrics, and no traces.
    for (const [path, body] of Object.entries(bodies)) {
      try {
        refuseLoss(path, await client.ask(path, {body}));
      } catch (error) {
        failures.push(messageOf(error));
      }
    }
    if (failures.length) throw new Error(failures.join('; '));
  });
}

/** A collector may take some of it, and say so with 200. */
function refuseLoss(path: string, answer: unknown): void {
  const {partialSuccess} = (answer ?? {}) as {partialSuccess?: Record<string, unknown>};
  const lost = Number(partialSuccess?.rejectedSpans ?? partialSuccess?.rejectedDataPoints ?? 0);
  if (lost > 0)
    throw new Error(`${path} did not take ${lost}: ${String(partialSuccess?.errorMessage ?? 'no reason given')}`);
}

/** The run of the pipeline, by the variables of GitHub, GitLab, Azure and Jenkins. */
const pipelineOf = (env: NodeJS.ProcessEnv): string | undefined =>
  env.GITHUB_RUN_ID || env.CI_PIPELINE_ID || env.BUILD_BUILDID || env.BUILD_TAG || undefined;

async function asking(endpoint: Endpoint, ask: (client: HttpClient) => Promise<unknown>): Promise<void> {
  const client = new HttpClient(endpoint);
  try {
    await ask(client);
  } finally {
    await client.close();
  }
}
