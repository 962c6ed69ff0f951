import type {ScoreCard} from '../../score/card.js';
import type {RunView} from '../../view/view.js';
import {metricsOf} from './metrics.js';
import {attributesOf, nanos, resourceOf} from './otlp-parts.js';

/** A run's numbers as gauges in OTLP's JSON, under the same names with dots. */
export function otlpMetrics(view: RunView, card: ScoreCard, version: string): object {
  const at = nanos(Date.parse(view.started?.at ?? '') + view.nowMs);
  const metrics = metricsOf(view, card).map(({name, help, unit, points}) => ({
    ...{name, description: help},
    ...(unit && {unit}),
    gauge: {
      dataPoints: points.map(({labels, value}) => ({
        attributes: attributesOf(labels),
        timeUnixNano: at,
        asDouble: value,
      })),
    },
  }));
  return {
    resourceMetrics: [
      {resource: resourceOf(view, version), scopeMetrics: [{scope: {name: 'kubedrill', version}, metrics}]},
    ],
  };
}
