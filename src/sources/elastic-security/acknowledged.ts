import {z} from 'zod';
import {valueAt, valuesAt} from '../../lib/json/field-path.js';
import {kibanaAlert} from '../alert-keys.js';
import {acknowledgementOf, acknowledgementsOf, nobodyTook} from '../kit/acknowledging.js';
import type {Companion, endpointOf} from '../kit/source-type.js';
import type {Signal} from '../source.js';
import {type AlertIndexConfig, alertIndex, type Look} from '../store/alert-index.js';
import {alertLink, type kibanaOfAlerts} from '../store/kibana.js';
import type {Hit, Store} from '../store/store.js';
import {isAlert} from './alert.js';

type Config = AlertIndexConfig &
  Parameters<typeof endpointOf>[0] & {
    acknowledged: boolean;
    robots: readonly string[];
    kibana?: z.output<typeof kibanaOfAlerts>;
  };

/** What people make of an alert that they take; `in-progress` is what `acknowledged` was called before Kibana 8. */
const TAKEN = ['acknowledged', 'in-progress', 'closed'];
/** A reason for closing that Kibana has for automation that closes alerts. */
const BY_AUTOMATION = 'automated_closure';

/**
 * What people take of the alerts of Elastic Security. An alert is told of once, as it is first seen not to be open; that
 * it goes back to open takes nothing back, because somebody has seen it.
 */
export const acknowledgements = (config: Config): readonly Companion[] =>
  acknowledgementsOf(config, context => {
    let known = 0;
    // The delays of the stack file are those of its alerts: what people do is there at once.
    const {source, store} = alertIndex({...config, delays: []}, context, {
      stage: 'acknowledged',
      time: '@timestamp',
      only: [isAlert, {terms: {'kibana.alert.workflow_status': TAKEN}}],
      async read(hits, look) {
        const taken = hits.flatMap(hit => takenIn(hit) ?? []);
        known += taken.length;
        const names = await namesOf(
          store,
          taken.flatMap(({user}) => user ?? []),
          look.signal,
        );
        return taken.map(one => signalOf(one, names, {...look, config}));
      },
    });
    return {...source, investigate: async () => nobodyTook('Kibana', known)};
  });

/** An alert that somebody took, as its document says. */
interface Taken {
  hit: Hit;
  uuid: string;
  status: string;
  /** Who did it, by the id of their profile. */
  user?: string;
  at?: string;
  reason?: string;
}

/**
 * Newer versions of Kibana write down the profile of the user who changed the status, where there is one: API keys have
 * none. Older ones do not, and then only somebody to whom the alert is assigned is named.
 *
 * @see https://github.com/elastic/kibana, set_workflow_status.ts of the Security app: getUpdateSignalStatusScript
 */
function takenIn(hit: Hit): Taken | undefined {
  const text = (path: string): string | undefined => {
    const [value] = valuesAt(hit.source, `kibana.alert.${path}`);
    return typeof value === 'string' && value ? value : undefined;
  };
  const uuid = text('uuid');
  if (uuid === undefined) return undefined;
  const assigned = valuesAt(hit.source, 'kibana.alert.workflow_assignee_ids').filter(id => typeof id === 'string');
  const user = text('workflow_user') ?? (assigned.length === 1 ? assigned[0] : undefined);
  const [at, reason] = [text('workflow_status_updated_at'), text('workflow_reason')];
  return {
    ...{hit, uuid, status: text('workflow_status') ?? ''},
    ...(user !== undefined && {user}),
    ...(at !== undefined && {at}),
    ...(reason !== undefined && {reason}),
  };
}

function signalOf(
  {hit, uuid, status, user, at, reason}: Taken,
  names: ReadonlyMap<string, string>,
  {source, seenAt, config}: Look & {config: Config},
): Signal {
  const {kibana} = config;
  const time = valueAt(hit.source, '@timestamp');
  const link = kibana && typeof time === 'string' && alertLink(kibana, {index: hit.index, uuid, time});
  const ids = user === undefined ? [] : [user];
  return {
    ...{source, stage: 'acknowledged', seenAt, claims: []},
    ...(at !== undefined && {sourceTime: at}),
    acknowledgement: acknowledgementOf(config, {
      of: [kibanaAlert(uuid)],
      person: user === undefined ? undefined : (names.get(user) ?? user),
      robot: reason === BY_AUTOMATION || ids.some(id => config.robots.includes(id)),
      product: 'Kibana',
    }),
    evidence: {
      kind: 'acknowledgement',
      ref: `${hit.index}/${hit.id}`,
      ...(link && {link}),
      document: {
        ...{uuid, rule: valueAt(hit.source, 'kibana.alert.rule.name'), workflowStatus: status},
        ...{workflowReason: reason, workflowUser: user, workflowStatusUpdatedAt: at},
      },
    },
  };
}

const Profiles = z.looseObject({
  profiles: z.array(z.looseObject({uid: z.string(), user: z.looseObject({username: z.string()})})),
});

/**
 * What people are called, by the ids of their profiles. Credentials that may only read indices are not told: then the id has to do.
 *
 * @see https://www.elastic.co/docs/api/doc/elasticsearch/operation/operation-security-get-user-profile
 */
async function namesOf(
  store: Store,
  ids: readonly string[],
  signal: AbortSignal,
): Promise<ReadonlyMap<string, string>> {
  const asked = [...new Set(ids)];
  if (!asked.length) return new Map();
  const answer = await store
    .ask(`/_security/profile/${asked.map(encodeURIComponent).join(',')}`, {signal})
    .catch(() => signal.throwIfAborted());
  const {data} = Profiles.safeParse(answer);
  return new Map(data?.profiles.map(({uid, user}) => [uid, user.username]));
}
