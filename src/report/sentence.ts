import {tallyText} from '../view/tally.js';
import type {RunView} from '../view/view.js';

/** The run in one sentence: what was rehearsed, where, how it went. Simulated is always said. */
export function headlineSentence(view: RunView): string {
  const {started, cluster, ended} = view;
  const where = started?.cluster.simulated
    ? 'a simulated cluster (no real API server was involved)'
    : `${started?.cluster.kind ?? 'a cluster'} ${cluster?.name ?? ''}`.trim();
  const version = cluster ? `, Kubernetes ${cluster.version.replace(/^v/, '')}` : '';
  const end =
    ended?.outcome === 'finished'
      ? ''
      : ` The run was ${ended?.outcome ?? 'cut off'}${ended?.reason ? `: ${ended.reason}` : ''}.`;
  const how = tallyText(view, ', ') || 'nothing was judged';
  return `${started?.drill.title ?? 'A drill'} on ${where}${version}: of ${view.scenarios.length} attacks ${how}.${end}`;
}
