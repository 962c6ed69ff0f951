import {NotDecodable} from '../../../kube/types/scalars.js';
import {typeNamed, typeOfKind} from '../../../kube/types/types.js';
import {configProblem} from '../apply/config.js';
import {applyConflict} from '../apply/conflicts.js';
import {apply, type Owners, type Writing} from '../apply/owners.js';
import type {Call} from '../call.js';
import type {Machinery} from '../machinery.js';
import {isMap, type KubeObject} from '../objects.js';
import {PATCH_TYPES} from '../patch/patch.js';
import {badRequest, serverFault} from '../status.js';
import {decodeAs} from '../types/decode.js';
import {complain} from './typed.js';

type Kind = {kind: string; apiVersion: string};

/** What server-side apply makes of an object, and who owns what of it then. */
export interface AppliedObject {
  object: KubeObject;
  owners: Owners;
}

/** Whether a request is a server-side apply. */
export const isApply = ({info, contentType}: Call): boolean =>
  info.verb === 'patch' && contentType.startsWith(PATCH_TYPES.apply);

/** Parts of an object that a request does not reach: each has a path of its own. */
const UNREACHED: Readonly<Record<string, readonly string[]>> = {status: ['spec', 'metadata'], scale: ['status']};

/** Who writes by a request. Who does not say so is known by the name of the program. */
export function writingOf(call: Call, {apiVersion = ''}: KubeObject): Writing {
  const {subresource} = call.info;
  const program = (call.record.audited.userAgent ?? '').split('/')[0] ?? '';
  const manager = call.query.get('fieldManager') || program || 'unknown';
  return {
    manager: {manager, operation: isApply(call) ? 'Apply' : 'Update', apiVersion, subresource},
    unreached: UNREACHED[subresource ?? ''] ?? ['status'],
  };
}

/**
 * The object that is to be applied: it says what it is, which one, and not who manages it.
 *
 * @throws StatusError 400, or 500 for what its kind does not have, as kube-apiserver has it.
 */
export function configOf(call: Call, {kind, apiVersion}: Kind): KubeObject {
  const {body = {}, info} = call;
  if (!isMap(body))
    throw badRequest(
      `error decoding YAML: error unmarshaling JSON: while decoding JSON: json: cannot unmarshal ${Array.isArray(body) ? 'array' : typeof body} into Go value of type map[string]interface {}`,
    );
  complain(call, call.repeated, why =>
    badRequest(why.replace('strict decoding error:', 'error strict decoding YAML: error converting YAML to JSON:')),
  );
  const metadata = isMap(body.metadata) ? body.metadata : {};
  if (body.apiVersion !== apiVersion || body.kind !== kind)
    throw badRequest(`invalid object type: ${kindText(body.apiVersion, body.kind)}`);
  if (metadata.managedFields != null) throw badRequest('metadata.managedFields must be nil');
  if (metadata.name !== undefined && metadata.name !== info.name)
    throw badRequest(`the name of the object (${metadata.name}) does not match the name on the URL (${info.name})`);
  const type = typeOfKind(apiVersion, kind);
  const problem = type && configProblem(typeNamed(type), body);
  if (problem) {
    const {namespace = '', name = ''} = metadata;
    const what = `${namespace}/${name}; ${kindText(apiVersion, kind)}`;
    throw serverFault(`failed to create typed patch object (${what}): ${problem}`);
  }
  return {...body, metadata: {...metadata}};
}

/** `apps/v1, Kind=Deployment`; the core group has no name before the stroke. */
function kindText(apiVersion: unknown = '', kind: unknown = ''): string {
  const version = String(apiVersion);
  return `${version.includes('/') ? version : `/${version}`}, Kind=${kind}`;
}

/**
 * Applies an object.
 *
 * @throws StatusError 409 for what others own with another value, unless the request forces it.
 */
export function appliedTo({owners}: Machinery, call: Call, before: KubeObject, config: KubeObject): AppliedObject {
  const {conflicts, ...applied} = apply(before, config, owners.of(before), writingOf(call, before));
  if (conflicts.length && !isForced(call)) throw applyConflict(conflicts);
  const {kind = '', apiVersion = ''} = before;
  const type = typeOfKind(apiVersion, kind);
  if (type === undefined) return applied;
  try {
    return {...applied, object: decodeAs(type, applied.object).value as KubeObject};
  } catch (error) {
    if (!(error instanceof NotDecodable)) throw error;
    const what = `${config.metadata.namespace ?? ''}/${config.metadata.name ?? ''}; ${kindText(apiVersion, kind)}`;
    throw serverFault(`failed to convert new object (${what}) to proper version: ${error.message}`);
  }
}

/** What is there and neither `false` nor `0` is true, as API machinery reads a query. */
function isForced({query}: Call): boolean {
  const force = query.get('force');
  return force !== null && !['false', '0'].includes(force.toLowerCase());
}
