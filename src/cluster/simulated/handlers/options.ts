import type {Call} from '../call.js';
import {PATCH_TYPES} from '../patch/patch.js';
import {badRequest, invalid, methodNotAllowed, unsupportedMedia} from '../status.js';

const VERBS: Readonly<Record<string, string>> = {
  create: 'CreateOptions',
  update: 'UpdateOptions',
  patch: 'PatchOptions',
  delete: 'DeleteOptions',
  deletecollection: 'DeleteOptions',
};

const FIELD_VALIDATION = ['', 'Ignore', 'Strict', 'Warn'];
const BODIES = ['application/json', 'application/yaml', 'application/vnd.kubernetes.protobuf'];

/**
 * Whether a path takes a method: a collection is posted to, and what has a name is put. Namespaces are deleted one by
 * one, since what goes with each has to be found.
 */
function isAllowed({method, info}: Call): boolean {
  const foreign = info.name === undefined ? ['PUT', 'PATCH'] : ['POST'];
  return !foreign.includes(method) && !(info.resource === 'namespaces' && info.verb === 'deletecollection');
}

/**
 * Looks at what the method, the query and the headers say of how a request is to be done.
 *
 * @throws StatusError as kube-apiserver has it: 400, 405, 415 or 422.
 */
export function checkOptions(call: Call): void {
  if (!isAllowed(call)) throw methodNotAllowed();
  const {info, query, contentType} = call;
  const options = VERBS[info.verb];
  if (options === undefined) {
    const limit = query.get('limit');
    if (limit && !/^[+-]?\d+$/.test(limit))
      throw badRequest(`strconv.ParseInt: parsing ${JSON.stringify(limit)}: invalid syntax`);
    return;
  }
  const refuse = (field: string, problem: string) =>
    invalid({group: 'meta.k8s.io', resource: ''}, options, field, problem);
  const isApply = contentType.startsWith(PATCH_TYPES.apply);
  const dryRun = query.getAll('dryRun').filter(Boolean);
  if (dryRun.some(value => value !== 'All'))
    throw refuse('dryRun', `Unsupported value: ${JSON.stringify(dryRun)}: supported values: "All"`);
  const validation = query.get('fieldValidation');
  if (validation !== null && !FIELD_VALIDATION.includes(validation)) {
    const supported = FIELD_VALIDATION.map(value => JSON.stringify(value)).join(', ');
    throw refuse('fieldValidation', `Unsupported value: ${JSON.stringify(validation)}: supported values: ${supported}`);
  }
  const manager = query.get('fieldManager') ?? '';
  const problem = options === 'DeleteOptions' ? undefined : managerProblem(manager, info.verb === 'patch' && isApply);
  if (problem) throw refuse('fieldManager', problem);
  if (info.verb === 'patch' && !isApply && query.has('force'))
    throw refuse('force', 'Forbidden: may not be specified for non-apply patch');
  checkMedia(call);
}

/** @throws StatusError 415 for an object in a form that is not read. */
function checkMedia({info, body, contentType}: Call): void {
  const isWhole = info.verb === 'create' || info.verb === 'update';
  if (isWhole && body !== undefined && !BODIES.some(type => contentType.startsWith(type)))
    throw unsupportedMedia(
      `the body of the request was in an unknown format - accepted media types include: ${BODIES.join(', ')}`,
    );
}

const LONGEST_MANAGER = 128;

/** What is wrong with the name of a field manager. */
function managerProblem(name: string, isRequired: boolean): string | undefined {
  if (isRequired && !name) return 'Required value: is required for apply patch';
  if (Buffer.byteLength(name) > LONGEST_MANAGER) return `Too long: may not be more than ${LONGEST_MANAGER} bytes`;
  const at = [...name].findIndex(letter => /[\p{C}\p{Zl}\p{Zp}]|(?! )\p{Zs}/u.test(letter));
  if (at < 0) return undefined;
  const code = [...name][at]?.codePointAt(0)?.toString(16).toUpperCase().padStart(4, '0');
  return `Invalid value: ${JSON.stringify(name)}: invalid character U+${code} (at position ${at})`;
}
