import {type Answer, type Call, subjectOf} from '../call.js';
import {isMap, type KubeObject} from '../objects.js';
import {badRequest, StatusError} from '../status.js';
import {type Included, tableOf} from '../tables/tables.js';

/** The forms of an answer, beside the objects themselves. */
type Form = 'Table' | 'PartialObjectMetadata' | 'PartialObjectMetadataList';

const FORMS: readonly string[] = ['Table', 'PartialObjectMetadata', 'PartialObjectMetadataList'];
const GROUP = 'meta.k8s.io';

/** The first form in an `Accept` header that is known here; undefined where plain JSON comes before it. */
export function formOf(accept: string | undefined): Form | undefined {
  for (const range of (accept ?? '').split(',')) {
    const [type = '', ...parameters] = range.split(';').map(part => part.trim());
    const wanted = new Map(parameters.map(parameter => parameter.split('=', 2) as [string, string]));
    const as = wanted.get('as');
    if (as === undefined && ['application/json', '*/*', 'application/*'].includes(type)) return undefined;
    const isKnown = as !== undefined && FORMS.includes(as) && wanted.get('v') === 'v1' && wanted.get('g') === GROUP;
    if (type === 'application/json' && isKnown) return as as Form;
  }
  return undefined;
}

const INCLUDED: readonly string[] = ['None', 'Metadata', 'Object'];

/** @throws StatusError 400 for another word than those */
export function includedIn(query: URLSearchParams): Included {
  const wanted = query.get('includeObject') || 'Metadata';
  if (!INCLUDED.includes(wanted)) throw badRequest(`unrecognized includeObject value: ${JSON.stringify(wanted)}`);
  return wanted as Included;
}

/**
 * An answer in the form that the client asked for: objects, a table of them, or their metadata alone.
 *
 * @param at the time by which ages are told
 * @throws StatusError 400
 */
export function represented(answer: Answer, call: Call, at: Date): Answer {
  const form = formOf(call.accept);
  const {body} = answer;
  if (form === undefined || !isMap(body) || body.kind === 'Status') return answer;
  const {items, kind, apiVersion, metadata} = body;
  const isList = Array.isArray(items);
  const whole = isList
    ? (items as KubeObject[]).map(
        item => ({kind: String(kind).replace(/List$/, ''), apiVersion, ...item}) as KubeObject,
      )
    : [body as KubeObject];
  if (form === 'Table') return {...answer, body: tableIn(call, whole, isList ? metadata : versionOf(metadata), at)};
  if (isList !== (form === 'PartialObjectMetadataList')) throw notAcceptable(call);
  const partial = whole.map(({metadata: own}) => ({...PARTIAL, metadata: own}));
  return {...answer, body: isList ? {...PARTIAL_LIST, metadata, items: partial} : partial[0]};
}

const PARTIAL = {kind: 'PartialObjectMetadata', apiVersion: `${GROUP}/v1`};
const PARTIAL_LIST = {kind: 'PartialObjectMetadataList', apiVersion: `${GROUP}/v1`};

const tableIn = ({query, info}: Call, objects: readonly KubeObject[], metadata: unknown, at: Date) =>
  tableOf(info.resource ?? '', objects, {included: includedIn(query), at, metadata: isMap(metadata) ? metadata : {}});

const versionOf = (metadata: unknown): object =>
  isMap(metadata) && metadata.resourceVersion !== undefined ? {resourceVersion: metadata.resourceVersion} : {};

/** A list has no metadata of one object, and an object none of a list. */
const notAcceptable = (call: Call): StatusError =>
  new StatusError({
    kind: 'Status',
    apiVersion: 'v1',
    metadata: {},
    status: 'Failure',
    message: `only the following media types are accepted: application/json (${subjectOf(call).resource})`,
    reason: 'NotAcceptable',
    code: 406,
  });
