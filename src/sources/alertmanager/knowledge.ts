import type {Clock} from '../../lib/clock.js';
import type {Alert, AlertmanagerApi} from './api.js';
import type {AlertmanagerConfig} from './config.js';
import type {Known} from './suppression.js';

/** A configuration changes seldom: it is asked for again after this long, in milliseconds. */
const CONFIG_FOR_MS = 10_000;

/** Asks for what is known beside alerts of who may be told of them. */
export function knowledgeOf(
  api: AlertmanagerApi,
  clock: Clock,
  {readers, isAnswer}: Pick<Known, 'readers' | 'isAnswer'>,
): (alerts: readonly Alert[], signal: AbortSignal) => Promise<Known> {
  const configured = configOf(api, clock);
  return async (alerts, signal) => {
    const silencedBy = alerts.flatMap(alert => alert.status.silencedBy);
    const [silences, config] = await Promise.all([
      api.silences(silencedBy, signal),
      alerts.length ? configured(signal) : undefined,
    ]);
    return {
      alerts,
      silences,
      config,
      now: new Date(clock.wall().getTime() + (api.client.skewMs ?? 0)),
      readers,
      ...(isAnswer && {isAnswer}),
    };
  };
}

/** The configuration, asked for now and then; undefined where it cannot be read: then nothing is said of routes. */
function configOf(
  api: AlertmanagerApi,
  clock: Clock,
): (signal: AbortSignal) => Promise<AlertmanagerConfig | undefined> {
  let known: AlertmanagerConfig | undefined;
  let askedAt = Number.NEGATIVE_INFINITY;
  return async signal => {
    if (clock.now() - askedAt < CONFIG_FOR_MS) return known;
    askedAt = clock.now();
    known = await api.status(signal).then(
      ({config}) => config,
      () => {
        // Some may ask for alerts only; and a configuration does not change because it could not be asked for.
        signal.throwIfAborted();
        return known;
      },
    );
    return known;
  };
}
