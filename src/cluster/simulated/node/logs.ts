import type {Clock} from '../../../lib/clock.js';
import {type Answer, type Call, subjectOf} from '../call.js';
import {isMap, type KubeObject} from '../objects.js';
import {badRequest, invalid, notFound, notSimulated, type StatusError} from '../status.js';
import type {Store} from '../store.js';
import {checkContainer} from './container.js';

/** What the log of every container says here; nothing runs that could say more. */
const TEXT = 'simulated';

/** Options of a log that are honoured. Whatever else is asked for is answered 501. */
const OPTIONS = [
  ...['container', 'timestamps', 'sinceTime', 'sinceSeconds', 'tailLines', 'limitBytes', 'pretty'],
  ...['follow', 'previous', 'insecureSkipTLSVerifyBackend'],
];
/** Those that are numbers, with the least that each may be. */
const LEAST = {sinceSeconds: 1, limitBytes: 1, tailLines: 0} as const;
type Limits = Partial<Record<keyof typeof LEAST, number>>;

/** The kubelet's logs: each container has written one line, when its pod began to run. */
export class ContainerLogs {
  readonly #begun = new Map<string, Date>();

  constructor(
    readonly store: Store,
    readonly clock: Clock,
  ) {
    store.onChange(({type, group, resource, object}) => {
      const {uid = ''} = object.metadata;
      if (group !== '' || resource !== 'pods') return;
      if (type === 'DELETED') this.#begun.delete(uid);
      else if (nodeOf(object) && !this.#begun.has(uid)) this.#begun.set(uid, clock.wall());
    });
  }

  /**
   * Answers a read of `pods/log`: empty for a pod that is on no node.
   *
   * @throws StatusError 404, 400 or 422 as the API server has them; 501 for an option that is not simulated.
   */
  answer(call: Call): Answer {
    const {query, info} = call;
    const pod = this.store.get({group: '', resource: 'pods', namespace: info.namespace}, info.name ?? '');
    if (!pod) throw notFound(subjectOf(call));
    const unknown = [...query.keys()].find(key => !OPTIONS.includes(key));
    if (unknown !== undefined) throw notSimulated(`the option ${unknown} of pods/log`);
    const limits = limitsOf(call);
    const since = this.#since(call, limits);
    checkContainer(pod, query.get('container'));
    if (isSet(query.get('previous'))) throw nothingBefore(pod, query.get('container'));
    const begun = this.#begun.get(pod.metadata.uid ?? '');
    if (!begun) return {code: 204, body: ''};
    const isWanted = begun.getTime() >= since && limits.tailLines !== 0;
    const line = isSet(query.get('timestamps')) ? `${nanoseconds(begun)} ${TEXT}\n` : `${TEXT}\n`;
    const body = isWanted ? line.slice(0, limits.limitBytes) : '';
    return {code: 200, body, ...(isSet(query.get('follow')) && {held: true})};
  }

  /** Milliseconds since 1970. The API server hands whole seconds on to the kubelet. */
  #since(call: Call, {sinceSeconds}: Limits): number {
    const text = call.query.get('sinceTime');
    if (text === null) return sinceSeconds === undefined ? 0 : this.clock.wall().getTime() - sinceSeconds * 1000;
    if (sinceSeconds !== undefined) {
      throw refusal(call, '[]', 'Forbidden: at most one of `sinceTime` or `sinceSeconds` may be specified');
    }
    const at = Date.parse(text);
    if (!/^\d{4}-\d\d-\d\dT/.test(text) || Number.isNaN(at)) throw badRequest(`parsing time "${text}"`);
    return Math.floor(at / 1000) * 1000;
  }
}

/** No container has ever ended here. */
function nothingBefore({metadata, spec}: KubeObject, named: string | null): StatusError {
  const [first] = isMap(spec) && Array.isArray(spec.containers) ? (spec.containers as {name?: string}[]) : [];
  return badRequest(
    `previous terminated container ${JSON.stringify(named ?? first?.name ?? '')} in pod ${JSON.stringify(metadata.name)} not found`,
  );
}

const nodeOf = ({spec}: KubeObject): unknown => isMap(spec) && spec.nodeName;

const isSet = (value: string | null): boolean => value !== null && value !== '0' && value.toLowerCase() !== 'false';

/** The kubelet's form of RFC 3339, always with nine digits. */
const nanoseconds = (at: Date): string => at.toISOString().replace('Z', '000000Z');

function limitsOf(call: Call): Limits {
  const limits: Limits = {};
  for (const [name, least] of Object.entries(LEAST) as [keyof typeof LEAST, number][]) {
    const text = call.query.get(name);
    if (text === null) continue;
    if (!/^[+-]?\d+$/.test(text)) throw badRequest(`strconv.ParseInt: parsing "${text}": invalid syntax`);
    const value = Number(text);
    if (value < least) throw refusal(call, name, `Invalid value: ${value}: ${least ? MORE_THAN_0 : AT_LEAST_0}`);
    limits[name] = value;
  }
  return limits;
}

const MORE_THAN_0 = 'must be greater than 0';
const AT_LEAST_0 = 'must be greater than or equal to 0';

const refusal = ({info}: Call, field: string, problem: string) =>
  invalid({group: '', resource: 'pods', name: info.name ?? ''}, 'PodLogOptions', field, problem);
