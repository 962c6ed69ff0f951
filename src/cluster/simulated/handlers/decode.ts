import type {Resource} from '../../../kube/resources.js';
import type {Call} from '../call.js';
import {groupVersion} from '../kinds.js';
import {isMap, type KubeObject} from '../objects.js';
import {shapeOf} from '../shapes/shapes.js';
import {badRequest} from '../status.js';
import {typedBody} from './typed.js';

/**
 * The body as an object of the kind that the path names, with its defaults.
 *
 * @throws StatusError 400 when it is none.
 */
export function decode({kind}: Pick<Resource, 'kind'>, call: Call): KubeObject {
  const {info, body} = call;
  const apiVersion = groupVersion(info.apiGroup ?? '', info.apiVersion ?? 'v1');
  if (!isMap(body)) throw badRequest(`Object 'Kind' is missing in '${JSON.stringify(body) ?? ''}'`);
  const given = {kind: body.kind ?? kind, apiVersion: body.apiVersion ?? apiVersion};
  if (given.kind !== kind || given.apiVersion !== apiVersion) {
    throw badRequest(
      `the API version in the data (${given.apiVersion}, kind ${given.kind}) does not match the expected API version (${apiVersion}, kind ${kind})`,
    );
  }
  const {metadata = {}, ...typed} = typedBody(call, {kind, apiVersion}, {...body, ...given});
  if (metadata.namespace !== undefined && info.namespace !== undefined && metadata.namespace !== info.namespace) {
    throw badRequest('the namespace of the provided object does not match the namespace sent on the request');
  }
  const {apiVersion: _, kind: __, ...rest} = typed;
  const object = {kind, apiVersion, metadata, ...rest};
  return shapeOf(info.apiGroup ?? '', info.resource ?? '').defaults?.(object) ?? object;
}
