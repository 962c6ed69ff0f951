import {z} from 'zod';
import {type HttpClient, HttpError} from '../http.js';
import {listOf, listOrNull, objectOr, parseAs, textOr, texts, textsOrNull} from '../parse.js';
import {type Route, routesOf} from './routing.js';

/**
 * An alert as Alertmanager shows it.
 *
 * @see https://github.com/prometheus/alertmanager/blob/main/api/v2/openapi.yaml
 */
export const Alert = z.looseObject({
  labels: textsOrNull,
  annotations: texts,
  startsAt: z.string(),
  fingerprint: z.string(),
  receivers: listOf(z.looseObject({name: z.string()})),
  status: z.looseObject({
    state: z.enum(['unprocessed', 'active', 'suppressed']),
    silencedBy: listOf(z.string()),
    inhibitedBy: listOf(z.string()),
    mutedBy: listOf(z.string()),
  }),
});
export type Alert = z.output<typeof Alert>;

const Groups = listOrNull(z.looseObject({alerts: listOrNull(Alert)}));

/** An alert is in a group for each receiver; while one of these is told, somebody is. */
function everywhere(copies: readonly Alert[]): Alert {
  const [first] = copies.toSorted((a, b) => Number(isSuppressed(a)) - Number(isSuppressed(b)));
  if (!first) throw new Error('an alert is in one group at least');
  return first;
}

const isSuppressed = ({status}: Alert): boolean => status.state === 'suppressed';

const Status = z.looseObject({
  // Grafana's own Alertmanager has its configuration here in another form.
  config: objectOr(z.looseObject({original: textOr('')})),
  versionInfo: objectOr(z.looseObject({version: textOr('unknown')})),
});

/** What Alertmanager says of itself. */
export interface AlertmanagerStatus {
  version: string;
  /** Every route of its configuration, with the waits that apply to it. */
  routes: readonly Route[];
}

/** Alertmanager's API v2, as far as it is asked here. */
export class AlertmanagerApi {
  constructor(readonly client: HttpClient) {}

  /**
   * All alerts that it holds, those too of which nobody is told. Its list of groups is asked, since the plain list of
   * alerts does not show time intervals that mute (tried with 0.28).
   *
   * @throws Error in words, when it cannot be asked.
   */
  async alerts(signal: AbortSignal): Promise<Alert[]> {
    const groups = parseAs(Groups, await this.#ask('/api/v2/alerts/groups', signal), "Alertmanager's list of alerts");
    const copies = Map.groupBy(
      groups.flatMap(group => group.alerts),
      alert => alert.fingerprint,
    );
    return [...copies.values()].map(everywhere);
  }

  /** Version and routes. @throws Error in words, when it cannot be asked. */
  async status(signal: AbortSignal): Promise<AlertmanagerStatus> {
    const status = parseAs(Status, await this.#ask('/api/v2/status', signal), "Alertmanager's status");
    return {version: status.versionInfo.version, routes: routesOf(status.config.original)};
  }

  async #ask(path: string, signal: AbortSignal): Promise<unknown> {
    try {
      return await this.client.ask(path, {signal});
    } catch (error) {
      throw error instanceof HttpError ? explained(error) : error;
    }
  }
}

/** A base URL that ends in `/api/v1` gets 410 from the API that was removed, or 404 from what never was one. */
function explained(error: HttpError): Error {
  if (error.status !== 404 && error.status !== 410) return error;
  const why =
    'url must be the base of Alertmanager, without /api/…; its API v2 is there since 0.16, v1 is gone since 0.27';
  return new Error(`${error.message}: ${why}`, {cause: error});
}

/** Why nobody is told of an alert; undefined when somebody is. */
export function suppression({status}: Alert): string | undefined {
  if (status.state !== 'suppressed') return undefined;
  const reasons = [
    status.silencedBy.length && `silenced by ${status.silencedBy.join(', ')}`,
    status.inhibitedBy.length && `inhibited by ${status.inhibitedBy.join(', ')}`,
    status.mutedBy.length && `muted by the time interval ${status.mutedBy.join(', ')}`,
  ].filter(Boolean);
  return reasons.join('; ') || 'suppressed';
}
