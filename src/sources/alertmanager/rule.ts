import type {AlertRule} from '../source.js';

/** The rule of an alert by its labels, as Prometheus and most others set them. */
export function ruleOf(labels: Readonly<Record<string, string>>): AlertRule {
  const name = labels.alertname ?? 'unnamed alert';
  return {id: name, title: name, level: labels.severity ?? 'unknown'};
}
