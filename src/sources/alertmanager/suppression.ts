import {hour} from '../kit/pace.js';
import type {Alert} from './api.js';
import type {AlertmanagerConfig} from './config.js';
import type {Silence} from './silences/silence.js';
import {mutedBy, type Untold, untold} from './told.js';

/** What is known beside an alert of who may be told of it. */
export interface Known {
  /** All alerts: one may inhibit another. */
  alerts: readonly Alert[];
  /** Silences by id, as far as they could be asked for. */
  silences: ReadonlyMap<string, Silence>;
  /** Absent: it could not be read, and nothing is said of routes. */
  config?: AlertmanagerConfig | undefined;
  /** Alertmanager's time. */
  now: Date;
  readers: readonly string[];
  /**
   * Whether a silence is somebody's answer to an alert: then it is no reason why nobody was notified. Absent: none is,
   * as where only what was sent to people counts.
   */
  isAnswer?: (silence: Silence, alert: Alert) => boolean;
}

/** Why nobody is notified of an alert, by its own state and by the route that it takes; undefined when somebody is. */
export function suppression(alert: Alert, known: Known): Untold | undefined {
  const {status, labels} = alert;
  const own = status.state === 'suppressed' ? byState(alert, known) : [];
  const [first, ...more] = own;
  if (!first) return known.config && untold(known.config, labels, known.now, known.readers);
  return {
    reason: [first, ...more].map(one => one.reason).join('; '),
    change: [...new Set([first, ...more].map(one => one.change))].join('; '),
  };
}

function byState(alert: Alert, {alerts, silences, isAnswer = () => false}: Known): Untold[] {
  const {status} = alert;
  const isReason = (silence: Silence | undefined) => !silence || !isAnswer(silence, alert);
  const found = [
    ...status.silencedBy.flatMap(id => (isReason(silences.get(id)) ? [silencedBy(id, silences.get(id))] : [])),
    ...status.inhibitedBy.map(fingerprint => inhibitedBy(fingerprint, alerts)),
    ...(status.mutedBy.length ? [mutedBy(status.mutedBy)] : []),
  ];
  return found.length || status.silencedBy.length
    ? found
    : [{reason: 'suppressed', change: 'look at the alert in Alertmanager: it does not say here what suppresses it'}];
}

function silencedBy(id: string, silence: Silence | undefined): Untold {
  const change = 'end the silence, or narrow its matchers so that this alert is not meant';
  if (!silence) return {reason: `silenced by ${id}`, change};
  const {createdBy, matchers, endsAt, comment} = silence;
  const until = Number.isFinite(Date.parse(endsAt)) ? ` until ${hour(new Date(endsAt))}` : '';
  const why = comment ? `, "${comment}"` : '';
  return {
    reason: `silenced by ${createdBy || 'nobody named'} (silence ${id}, ${matchers.map(matcherText).join(', ')}${why})${until}`,
    change,
  };
}

const matcherText = ({name, value, isRegex, isEqual}: Silence['matchers'][number]): string =>
  `${name}${isEqual ? '=' : '!'}${isRegex ? '~' : isEqual ? '' : '='}"${value}"`;

function inhibitedBy(fingerprint: string, alerts: readonly Alert[]): Untold {
  const source = alerts.find(alert => alert.fingerprint === fingerprint);
  const {alertname, ...labels} = source?.labels ?? {};
  const name = source ? (alertname ?? 'without a name') : fingerprint;
  const said = Object.entries(labels).map(([key, value]) => `${key}="${value}"`);
  return {
    reason: `inhibited by the alert ${name}${said.length ? ` (${said.join(', ')})` : ''}`,
    change: `narrow the inhibition by ${name} (target_matchers, equal) so that this alert is not meant, or end ${name}`,
  };
}
