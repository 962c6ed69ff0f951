import {tallyText} from '../view/tally.js';
import type {RunView} from '../view/view.js';

/** The run in one sentence: what was rehearsed, where, how it went. Simulated is always said. */
export function headlineSentence(view: RunView): string {
  const {started, cluster, ended} = view;
  const where = started?.cluster.simulated
    ? 'a simulated cluster (no real API server was asked)'
    : `${started?.cluster.kind ?? 'a cluster'} ${cluster?.name ?? ''}`.trim();
  const version = cluster ? `, Kubernetes ${cluster.version.replace(/^v/, '')}` : '';
  const end =
    ended?.outcome === 'finished'
      ? ''
      : ` The run was ${ended?.outcome ?? 'cut off'}${ended?.reason ? `: ${ended.reason}` : ''}.`;
  const how = tallyText(view, ', ') || 'nothing was judged';
  return `${started?.drill.title ?? 'A drill'} on ${where}${version}: of ${view.scenarios.length} attacks ${how}.${end}`;
}

/** `80 ms`-like figures of one link over all scenarios that have one: median and 95th percentile, in milliseconds. */
export function percentiles(values: readonly number[]): {p50: number; p95: number} | undefined {
  if (!values.length) return undefined;
  const sorted = [...values].sort((a, b) => a - b);
  const at = (share: number) => sorted[Math.min(sorted.length - 1, Math.ceil(share * sorted.length) - 1)] ?? 0;
  return {p50: at(0.5), p95: at(0.95)};
}
