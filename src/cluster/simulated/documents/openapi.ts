import {createHash} from 'node:crypto';
import {type Resource, rootPath} from '../../../kube/resources.js';
import types from '../../../kube/types/api-types.json' with {type: 'json'};
import {type Type, typeNamed, typeOfKind} from '../../../kube/types/types.js';
import {servedGroups} from '../kinds.js';

const REFERENCE = '#/components/schemas/';

/** How a scalar of `api-types.json` is called in OpenAPI; a word that is not here is its own type. */
const SCALARS: Readonly<Record<string, object>> = {
  bytes: {type: 'string', format: 'byte'},
  int32: {type: 'integer', format: 'int32'},
  int64: {type: 'integer', format: 'int64'},
  float64: {type: 'number', format: 'double'},
  time: {type: 'string', format: 'date-time'},
  'micro-time': {type: 'string', format: 'date-time'},
  quantity: {type: 'string', format: 'quantity'},
  'int-or-string': {type: 'string', format: 'int-or-string'},
};

/** The OpenAPI documents that there are, one for each group and version, and where each is. */
export const openApiIndex = (): unknown => ({
  paths: Object.fromEntries(
    [...servedGroups().keys()].map(apiVersion => {
      const path = rootPath(apiVersion).slice(1);
      const hash = createHash('sha256').update(`${types.origin} ${apiVersion}`).digest('hex').toUpperCase();
      return [path, {serverRelativeURL: `/openapi/v3/${path}?hash=${hash}`}];
    }),
  ),
});

/** OpenAPI of the second version has a form of its own, which clients want: that of protobuf. */
export const OPENAPI_V2 = 'application/com.github.proto-openapi.spec.v2.v1.0+protobuf';

/**
 * The document of all kinds in that form: a title and no kind. What `kubectl apply` looks up there, for kinds that it does
 * not find elsewhere, it then takes as it is.
 */
export const openApiV2 = (): string => {
  const field = (number: number, text: string) => String.fromCharCode((number << 3) | 2, text.length) + text;
  return field(1, '2.0') + field(2, field(1, 'Kubernetes') + field(2, 'simulated')) + field(8, '');
};

/**
 * The OpenAPI document of a group and version: what may stand in its kinds, and that unknown fields are found by the
 * server, which `kubectl apply` and `create` ask before they send anything. It has no descriptions.
 *
 * @param path such as `apis/apps/v1`
 * @returns undefined where nothing is served
 */
export function openApiDocument(path: string): unknown {
  const served = [...servedGroups()].find(([apiVersion]) => rootPath(apiVersion).slice(1) === path);
  if (!served) return undefined;
  const [apiVersion, resources] = served;
  const schemas: Record<string, object> = {};
  for (const {kind} of resources) {
    const type = typeOfKind(apiVersion, kind);
    if (type === undefined) continue;
    takeUp(type, schemas);
    schemas[type] = {...schemas[type], 'x-kubernetes-group-version-kind': [kindOf(apiVersion, kind)]};
  }
  const paths = Object.assign({}, ...resources.map(resource => pathsOf(path, resource)));
  return {openapi: '3.0.0', info: {title: 'Kubernetes', version: types.origin}, paths, components: {schemas}};
}

const kindOf = (apiVersion: string, kind: string) => {
  const [version = '', group = ''] = apiVersion.split('/').reverse();
  return {group, kind, version};
};

/** A struct as a schema, with all that it is made of. */
function takeUp(name: string, schemas: Record<string, object>): void {
  const type = typeNamed(name);
  if (type.is !== 'struct' || schemas[name]) return;
  schemas[name] = {};
  const properties = Object.entries(type.fields).map(([field, text]) => [field, schemaOf(typeNamed(text), schemas)]);
  schemas[name] = {type: 'object', properties: Object.fromEntries(properties)};
}

function schemaOf(type: Type, schemas: Record<string, object>): object {
  switch (type.is) {
    case 'struct':
      takeUp(type.name, schemas);
      return {allOf: [{$ref: `${REFERENCE}${type.name}`}]};
    case 'list':
      return {type: 'array', items: schemaOf(typeNamed(type.of), schemas)};
    case 'map':
      return {type: 'object', additionalProperties: schemaOf(typeNamed(type.of), schemas)};
    case 'scalar':
      return SCALARS[type.name] ?? {type: type.name};
    default:
      return {type: 'object'};
  }
}

const PARAMETERS = ['dryRun', 'fieldManager', 'fieldValidation', 'force'].map(name => ({
  name,
  in: 'query',
  schema: {type: name === 'force' ? 'boolean' : 'string', uniqueItems: true},
}));
const PATCHES = ['application/json-patch+json', 'application/merge-patch+json', 'application/apply-patch+yaml'];
const BODY = {content: Object.fromEntries(PATCHES.map(type => [type, {schema: {type: 'object'}}]))};

function pathsOf(root: string, {apiVersion, kind, plural, namespaced}: Resource): object {
  const scope = namespaced ? '/namespaces/{namespace}' : '';
  const about = {'x-kubernetes-group-version-kind': kindOf(apiVersion, kind)};
  const operation = (action: string) => ({...about, 'x-kubernetes-action': action, parameters: PARAMETERS});
  return {
    [`/${root}${scope}/${plural}`]: {post: operation('post')},
    [`/${root}${scope}/${plural}/{name}`]: {
      patch: {...operation('patch'), requestBody: BODY},
      put: operation('put'),
    },
  };
}
