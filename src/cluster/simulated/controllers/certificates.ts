import {isMap, type KubeObject} from '../objects.js';
import {type Controller, isOf} from './controller.js';

const GROUP = 'certificates.k8s.io';
const RESOURCE = 'certificatesigningrequests';
const SIGNER = 'kubernetes.io/kube-apiserver-client';
/** What the signer grants when nothing shorter is asked for, in seconds. */
const LONGEST = 365 * 24 * 3600;

interface Spec {
  request: string;
  signerName: string;
  expirationSeconds?: number;
}

/** Signs requests for client certificates that somebody has approved. */
export const certificates: Controller = ({store, authority}) => {
  const sign = async (request: KubeObject) => {
    const {request: encoded, expirationSeconds = LONGEST} = request.spec as Spec;
    const pem = await authority.sign(Buffer.from(encoded, 'base64').toString('utf8'), expirationSeconds);
    const collection = {group: GROUP, resource: RESOURCE};
    const known = store.get(collection, request.metadata.name ?? '');
    if (!known) return;
    const certificate = Buffer.from(pem).toString('base64');
    store.put(collection, {...known, status: {...(isMap(known.status) ? known.status : {}), certificate}});
  };
  return change => {
    if (!isOf(change, RESOURCE, GROUP) || change.type === 'DELETED') return;
    const {spec, status} = change.object;
    const {conditions, certificate} = isMap(status) ? status : {};
    const approved = Array.isArray(conditions) && conditions.some(c => isMap(c) && c.type === 'Approved');
    if (approved && certificate === undefined && (spec as Spec).signerName === SIGNER) void sign(change.object);
  };
};
