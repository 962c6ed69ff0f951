import {dictionary} from '../lib/json/dictionary.js';
import {AUDIT_LEVELS, AUDIT_STAGES} from './event.js';

const USER = ['username', 'uid', 'groups'];

/** Fields with a fixed place in an audit event, dotted. */
export const AUDIT_FIELDS: readonly string[] = [
  ...['kind', 'apiVersion', 'level', 'auditID', 'stage', 'requestURI', 'verb', 'sourceIPs', 'userAgent'],
  ...['user', 'impersonatedUser'].flatMap(who => USER.map(field => `${who}.${field}`)),
  ...['resource', 'namespace', 'name', 'uid', 'apiGroup', 'apiVersion', 'resourceVersion', 'subresource'].map(
    field => `objectRef.${field}`,
  ),
  ...['status', 'message', 'reason', 'code'].map(field => `responseStatus.${field}`),
  ...['requestReceivedTimestamp', 'stageTimestamp'],
];

/** Below these, anything may be: bodies of any kind, and maps with keys of anybody's choice. */
export const OPEN_FIELDS: readonly string[] = [
  ...['requestObject', 'responseObject', 'annotations', 'user.extra', 'impersonatedUser.extra'],
  ...['responseStatus.details', 'responseStatus.metadata', 'authenticationMetadata'],
];

/** Fields with a closed list of values. Verbs of paths that are not resources are HTTP methods in lower case. */
const VALUES: Readonly<Record<string, readonly string[]>> = dictionary({
  stage: AUDIT_STAGES,
  level: AUDIT_LEVELS.slice(1),
  verb: [
    ...['get', 'list', 'watch', 'create', 'update', 'patch', 'delete', 'deletecollection'],
    ...['post', 'put', 'head', 'options'],
  ],
  'responseStatus.status': ['Success', 'Failure'],
});

/** Fields whose values are whole numbers between two. */
const NUMBERS: Readonly<Record<string, readonly [number, number]>> = dictionary({'responseStatus.code': [100, 599]});

/** The least and the greatest value of a field that holds a number. */
export const auditNumbers = (path: string): readonly [number, number] | undefined => NUMBERS[path];

/** Whether an audit event can have a value at a dotted path. */
export const isAuditField = (path: string): boolean =>
  AUDIT_FIELDS.includes(path) || OPEN_FIELDS.some(prefix => path === prefix || path.startsWith(`${prefix}.`));

/** The values that a field can have, where the list is closed. */
export const auditValues = (path: string): readonly string[] | undefined => VALUES[path];
