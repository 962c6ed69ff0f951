import {z} from 'zod';
import {listOf} from '../../lib/list-of.js';
import {type HttpClient, HttpError} from '../http/http.js';
import {listOrNull, objectOr, parseAs, textOr, texts, textsOrNull} from '../kit/parse.js';
import {type AlertmanagerConfig, allRoutes, readConfig} from './config.js';
import type {Route} from './routing.js';
import {Silence} from './silences/silence.js';

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

const Silences = listOrNull(Silence);
const Groups = listOrNull(z.looseObject({alerts: listOrNull(Alert)}));

/** An alert is in a group for each receiver; while one of these is notified, somebody is. */
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
  /** Absent: it cannot be read here. */
  config?: AlertmanagerConfig;
}

/** Alertmanager's API v2, as far as it is asked here. */
export class AlertmanagerApi {
  constructor(readonly client: HttpClient) {}

  /**
   * All alerts that it holds, those included that notify nobody. Its list of groups is asked, since the plain list of
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
    const config = readConfig(status.config.original);
    const routes = config ? allRoutes(config.root) : [];
    return {version: status.versionInfo.version, routes, ...(config && {config})};
  }

  /** All silences, those included that have ended and are kept for a while. @throws Error in words, when it cannot be asked. */
  async allSilences(signal: AbortSignal): Promise<Silence[]> {
    return parseAs(Silences, await this.#ask('/api/v2/silences', signal), "Alertmanager's list of silences");
  }

  /** The silences with these ids, as far as they can be asked for. */
  async silences(ids: readonly string[], signal: AbortSignal): Promise<Map<string, Silence>> {
    const found = await Promise.all(
      [...new Set(ids)].map(async (id): Promise<[string, Silence][]> => {
        const answer = await this.#ask(`/api/v2/silence/${encodeURIComponent(id)}`, signal).catch(() => {
          // Who silenced it is reported where known; that it is silenced is known either way.
          signal.throwIfAborted();
        });
        const silence = Silence.safeParse(answer);
        return silence.success ? [[id, silence.data]] : [];
      }),
    );
    return new Map(found.flat());
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
    'url must be the base of Alertmanager, without /api/…; its API v2 exists since 0.16, v1 was removed in 0.27';
  return new Error(`${error.message}: ${why}`, {cause: error});
}
