import {z} from 'zod';
import {parseDuration} from '../../../lib/duration.js';
import {messageOf} from '../../../lib/errors.js';
import {alertmanagerAlert} from '../../alert-keys.js';
import {HttpClient} from '../../http/http.js';
import {whatToCheck} from '../../http/refusal.js';
import {acknowledgementOf, acknowledging} from '../../kit/acknowledging.js';
import {asked} from '../../kit/config.js';
import {polledSource} from '../../kit/polled.js';
import {budgetOf, endpointOf, sourceType} from '../../kit/source-type.js';
import type {Answer, Explanation, Interest, Signal, Source} from '../../source.js';
import {type Alert, AlertmanagerApi} from '../api.js';
import {ruleOf} from '../rule.js';
import {hiddenBy, madeAt, type Silence} from './silence.js';

const schema = z
  .strictObject({type: z.literal('alertmanager-silences'), ...asked, ...acknowledging})
  .meta({description: 'Silences of Alertmanager that people make for an alert: the nearest that it has to taking one'});

/** Silences made this long before the run began, by the clock of Alertmanager, may still be of the run. */
const CLOCK_SLACK_MS = 5000;

/** A silence of this run, as it was first seen. */
interface Seen {
  seenAt: number;
  /** Prolonging a silence names who prolonged it, and no longer who made it. */
  createdBy: string;
  /** Fingerprints of the alerts that it was told to hide. */
  told: ReadonlySet<string>;
}

/**
 * Silences that people make once an alert is there. Alertmanager itself knows no acknowledgement; karma, for one, makes
 * a short silence of it. A silence is reported again when it hides more.
 */
export const alertmanagerSilences = sourceType({
  schema,
  stage: () => 'acknowledged',
  open(config, context): Source {
    const {id, clock, startedAt} = context;
    const api = new AlertmanagerApi(new HttpClient(endpointOf(config, context)));
    const everyMs = parseDuration(config.every) ?? 0;
    let seen = new Map<string, Seen>();
    /** What was made long before the run is about nothing in it. */
    const isOfRun = (silence: Silence): boolean =>
      (madeAt(silence) ?? 0) >= startedAt.getTime() - CLOCK_SLACK_MS + (api.client.skewMs ?? 0);
    const source = polledSource({
      id,
      clock,
      skewMs: () => api.client.skewMs,
      stage: 'acknowledged',
      everyMs,
      budget: budgetOf(config.delays, [{ms: everyMs, why: 'asked every'}]),
      async poll(interest, signal) {
        const [alerts, all] = await Promise.all([api.alerts(signal), api.allSilences(signal)]);
        const silences = all.filter(isOfRun).map(silence => {
          const hidden = alerts.filter(hiddenBy(silence));
          const before = seen.get(silence.id) ?? {seenAt: clock.now(), createdBy: silence.createdBy, told: new Set()};
          return {silence, hidden, before};
        });
        seen = new Map(
          silences.map(({silence, hidden, before}) => [
            silence.id,
            {...before, told: new Set([...before.told, ...hidden.map(alert => alert.fingerprint)])},
          ]),
        );
        return silences
          .filter(({hidden, before}) => hidden.some(alert => !before.told.has(alert.fingerprint)))
          .map(({silence, hidden, before: {seenAt, createdBy}}): Signal => {
            const made = madeAt(silence);
            return {
              ...{source: id, stage: 'acknowledged', seenAt, claims: []},
              ...(made !== undefined && {sourceTime: new Date(made).toISOString()}),
              acknowledgement: acknowledgementOf(config, {
                of: hidden.map(keyOf),
                person: createdBy,
                product: 'Alertmanager',
                hides: hidden.filter(isOfOthers(interest)).map(alert => ({
                  name: ruleOf(alert.labels).title,
                  keys: [keyOf(alert)],
                })),
              }),
              evidence: {kind: 'acknowledgement', ref: silence.id, document: silence},
            };
          });
      },
    });
    return {
      ...source,
      check: signal => check(api, signal),
      investigate: async () => nobodySilenced(seen.size),
    };
  },
});

const keyOf = ({fingerprint}: Alert): string => alertmanagerAlert(fingerprint);

/**
 * Whether an alert says nothing of this run. The engine knows the run's alerts once their own source has told of them,
 * which may be a moment later than this.
 */
function isOfOthers(interest: Interest): (alert: Alert) => boolean {
  const own = [...interest.tokens(), ...interest.auditIds()];
  return ({labels, annotations}) => {
    const said = [...Object.values(labels), ...Object.values(annotations)];
    return !own.some(name => said.some(text => text.includes(name)));
  };
}

async function check(api: AlertmanagerApi, signal: AbortSignal): Promise<Answer> {
  try {
    const [{version}, silences] = await Promise.all([api.status(signal), api.allSilences(signal)]);
    const active = silences.filter(({status}) => status.state === 'active').length;
    const detail = `answers, version ${version}, ${active} active ${active === 1 ? 'silence' : 'silences'} at the moment`;
    return {state: 'ok', detail, next: [], product: {name: 'Alertmanager', version}};
  } catch (error) {
    const next = [whatToCheck(error, 'check url, auth and tls of this source')];
    return {state: 'failed', detail: messageOf(error), next};
  }
}

const nobodySilenced = (made: number): Explanation => ({
  cause: made
    ? `of ${made} ${made === 1 ? 'silence' : 'silences'} made since the run began none hides this alert`
    : 'nobody has made a silence since the run began',
  change:
    'let people silence the alert in Alertmanager or karma once they take it, or name a source of the product in which they do',
  proof: {silences: made},
});
