import {NotDecodable} from '../../../kube/types/scalars.js';
import {typeOfKind} from '../../../kube/types/types.js';
import type {Call} from '../call.js';
import {isMap, type KubeObject} from '../objects.js';
import {goText} from '../patch/go-text.js';
import {PATCH_TYPES} from '../patch/patch.js';
import {badRequest, invalid, type StatusError} from '../status.js';
import {type Decoded, decodeAs} from '../types/decode.js';

type Kind = {kind: string; apiVersion: string};

/**
 * A body as its kind has it: what the kind does not have is left out, and warned of or refused, as `fieldValidation` says.
 *
 * @throws StatusError 400
 */
export function typedBody(call: Call, {kind, apiVersion}: Kind, body: Record<string, unknown>): KubeObject {
  const version = apiVersion.slice(apiVersion.indexOf('/') + 1);
  const refusal = (why: string) =>
    badRequest(`${kind} in version ${JSON.stringify(version)} cannot be handled as a ${kind}: ${why}`);
  const {value, unknown} = decodedAs({kind, apiVersion}, body, refusal);
  complain(call, complaintsOf(call, unknown), refusal);
  return value as KubeObject;
}

/**
 * What a patch made of an object, as its kind has it.
 *
 * @throws StatusError 422
 */
export function typedPatched(call: Call, {kind = '', apiVersion = ''}: KubeObject, after: KubeObject): KubeObject {
  const isStrategic = call.contentType.startsWith(PATCH_TYPES.strategic);
  const shown = JSON.stringify(isStrategic ? goText(call.body) : JSON.stringify(after));
  const refusal = (why: string) => invalid({group: '', resource: ''}, '', 'patch', `Invalid value: ${shown}: ${why}`);
  const {value, unknown} = decodedAs({kind, apiVersion}, after, refusal);
  // What is patched is a map of Go's, which is written in the order of its keys.
  complain(call, [...oddOperations(call), ...complaintsOf(call, unknown.toSorted())], refusal);
  return value as KubeObject;
}

function decodedAs({kind, apiVersion}: Kind, value: unknown, refusal: (why: string) => StatusError): Decoded {
  const type = typeOfKind(apiVersion, kind);
  if (type === undefined) return {value, unknown: []};
  try {
    return decodeAs(type, value);
  } catch (error) {
    throw error instanceof NotDecodable ? refusal(error.message) : error;
  }
}

/** What strict decoding has to say. In what is left out nothing is looked at. */
function complaintsOf({repeated, isYaml}: Call, unknown: readonly string[]): string[] {
  const fields = unknown.map(path => `unknown field ${JSON.stringify(path)}`);
  if (isYaml) return [...repeated, ...fields];
  const seen = repeated.filter(path => !unknown.some(left => path === left || path.startsWith(`${left}.`)));
  return [...fields, ...seen.map(path => `duplicate field ${JSON.stringify(path)}`)];
}

const OPERATION = ['op', 'path', 'from', 'value'];

/** Fields that the operations of a JSON patch do not have. */
const oddOperations = ({contentType, body}: Call): string[] =>
  contentType.startsWith(PATCH_TYPES.json) && Array.isArray(body)
    ? body.flatMap((operation, i) =>
        Object.keys(isMap(operation) ? operation : {})
          .filter(key => !OPERATION.includes(key))
          .map(key => `json patch unknown field ${JSON.stringify(`[${i}].${key}`)}`),
      )
    : [];

/** Refuses, warns, or says nothing, as the request wants it. */
export function complain(call: Call, complaints: readonly string[], refusal: (why: string) => StatusError): void {
  const validation = call.query.get('fieldValidation') || 'Warn';
  if (!complaints.length || validation === 'Ignore') return;
  if (validation === 'Warn') {
    call.warnings.push(...complaints);
    return;
  }
  const isOfYaml = call.isYaml && call.repeated.length > 0;
  throw refusal(`strict decoding error: ${isOfYaml ? 'yaml: unmarshal errors:\n  ' : ''}${complaints.join(', ')}`);
}
