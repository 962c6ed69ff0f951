import {isMap, type KubeObject} from '../objects.js';
import {badRequest} from '../status.js';

type Test = (object: KubeObject) => boolean;

/**
 * Compiles `labelSelector` and `fieldSelector` of a query.
 *
 * @throws StatusError 400 for a selector that cannot be read.
 */
export function selectorOf(query: URLSearchParams, resource = ''): Test {
  const labels = split(query.get('labelSelector') ?? '').map(labelTest);
  const fields = split(query.get('fieldSelector') ?? '').map(text => fieldTest(text, resource));
  return object => labels.every(test => test(object)) && fields.every(test => test(object));
}

/** Commas part requirements, but not inside of `in (a,b)`. */
const split = (text: string): string[] =>
  text
    .split(/,(?![^(]*\))/)
    .map(part => part.trim())
    .filter(Boolean);

const SET = /^(?<key>\S+)\s+(?<operator>in|notin)\s+\((?<values>[^)]*)\)$/;
const EQUALITY = /^(?<key>[^\s=!()]+)\s*(?<operator>==|=|!=)\s*(?<value>[^\s=!()]*)$/;
const EXISTENCE = /^(?<not>!?)(?<key>[^\s=!(),]+)$/;

function labelTest(text: string): Test {
  const labels = (o: KubeObject) => o.metadata.labels ?? {};
  const set = SET.exec(text)?.groups;
  if (set?.key && set.values !== undefined) {
    const values = set.values.split(',').map(v => v.trim());
    const {key, operator} = set;
    return o => values.includes(labels(o)[key] ?? '\0') === (operator === 'in');
  }
  const equal = EQUALITY.exec(text)?.groups;
  if (equal?.key) {
    const {key, operator, value} = equal;
    return o => (labels(o)[key] === value) === (operator !== '!=');
  }
  const exists = EXISTENCE.exec(text)?.groups;
  if (!exists?.key) throw badRequest(`unable to parse requirement: ${text}`);
  const {key, not} = exists;
  return o => Object.hasOwn(labels(o), key) === !not;
}

/** Fields by which lists can be narrowed down, beside name and namespace. */
const FIELDS: Readonly<Record<string, RegExp>> = {
  pods: /^spec\.(nodeName|restartPolicy|schedulerName|serviceAccountName|hostNetwork)$|^status\.(phase|podIP|podIPs|nominatedNodeName)$/,
  events:
    /^(involvedObject|regarding|source|related)\.\w+$|^(reason|reportingComponent|reportingController|source|type)$/,
  secrets: /^type$/,
  namespaces: /^status\.phase$/,
  nodes: /^spec\.unschedulable$/,
  services: /^spec\.(clusterIP|type)$/,
  replicasets: /^status\.replicas$/,
  replicationcontrollers: /^status\.replicas$/,
  jobs: /^status\.successful$/,
  certificatesigningrequests: /^spec\.signerName$/,
};

function checkField(key: string, resource: string): void {
  if (key === 'metadata.name' || key === 'metadata.namespace' || FIELDS[resource]?.test(key)) return;
  throw badRequest(
    resource in FIELDS
      ? `field label not supported: ${key}`
      : `"${key}" is not a known field selector: only "metadata.name", "metadata.namespace"`,
  );
}

function fieldTest(text: string, resource: string): Test {
  const equal = EQUALITY.exec(text)?.groups;
  if (!equal?.key) throw badRequest(`invalid field selector: ${text}`);
  checkField(equal.key, resource);
  const {key, operator, value} = equal;
  const read = (object: unknown) =>
    key.split('.').reduce<unknown>((inner, part) => (isMap(inner) ? inner[part] : undefined), object);
  return o => (String(read(o) ?? '') === value) === (operator !== '!=');
}
