import type {KubeObject} from '../objects.js';
import {type Controller, isOf} from './controller.js';

const DELAY_MS = 20;
const ACCOUNT = 'kubernetes.io/service-account.name';
const base64 = (text: string): string => Buffer.from(text).toString('base64');

/** Puts a token without end into a Secret that asks for one of an account. */
export const tokenSecrets: Controller = ({store, pipeline, authority, later}) => {
  const fill = ({metadata}: KubeObject) => {
    const {namespace = '', name = '', uid = ''} = metadata;
    const collection = {group: '', resource: 'secrets', namespace};
    const secret = store.get(collection, name);
    const accountName = secret?.metadata.annotations?.[ACCOUNT] ?? '';
    const account = store.get({group: '', resource: 'serviceaccounts', namespace}, accountName);
    if (!secret || !account) return;
    const of = {namespace, name: accountName, uid: account.metadata.uid ?? ''};
    const token = pipeline.parts.tokens.issueForSecret(of, {resource: 'secrets', namespace, name, uid});
    const annotations = {...secret.metadata.annotations, 'kubernetes.io/service-account.uid': of.uid};
    const data = {'ca.crt': base64(authority.certificate), namespace: base64(namespace), token: base64(token)};
    store.put(collection, {...secret, metadata: {...secret.metadata, annotations}, data});
  };
  return change => {
    const isAsked = change.type === 'ADDED' && change.object.type === 'kubernetes.io/service-account-token';
    if (isAsked && isOf(change, 'secrets')) later(DELAY_MS, () => fill(change.object));
  };
};
