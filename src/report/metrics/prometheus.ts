import type {ScoreCard} from '../../score/card.js';
import type {RunView} from '../../view/view.js';
import {type Metric, metricsOf, type Point} from './metrics.js';

/** A metric's name for Prometheus, which is also the one that its OTLP receiver makes of it. */
export const prometheusName = ({name, unit}: Pick<Metric, 'name' | 'unit'>): string =>
  `${name.replaceAll('.', '_')}${unit === 's' ? '_seconds' : ''}`;

/**
 * A run in Prometheus' text format, without timestamps: for the textfile collector of the node exporter, and for a
 * Pushgateway.
 *
 * @see https://prometheus.io/docs/instrumenting/exposition_formats/#text-based-format
 */
export const prometheusReport = (view: RunView, card: ScoreCard): string => metricsOf(view, card).map(family).join('');

function family(metric: Metric): string {
  const name = prometheusName(metric);
  const help = metric.help.replaceAll('\\', '\\\\').replaceAll('\n', '\\n');
  const lines = metric.points.map(point => `${name}${labelText(point)} ${point.value}\n`);
  return `# HELP ${name} ${help}\n# TYPE ${name} gauge\n${lines.join('')}`;
}

const labelText = ({labels}: Point): string =>
  `{${Object.entries(labels)
    .map(([name, value]) => `${name}="${escaped(value)}"`)
    .join(',')}}`;

/** Characters that are half of one have no form in UTF-8. */
const escaped = (value: string): string =>
  value.toWellFormed().replaceAll('\\', '\\\\').replaceAll('\n', '\\n').replaceAll('"', '\\"');
