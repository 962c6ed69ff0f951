import {targetOf} from '../containment.js';
import {checkText} from '../describe.js';
import type {ContainmentCheck, SimpleCheck} from '../respond.js';

/** What has to hold, in words of a language by its tag: German, else English. */
export const checkTextIn = (language: string, check: ContainmentCheck): string =>
  language.startsWith('de') ? germanText(check) : checkText(check);

const germanText = (check: ContainmentCheck): string =>
  'any' in check ? check.any.map(partText).join(', oder ') : partText(check);

const OBJECT_WORDS: Readonly<Record<string, string>> = {
  gone: 'ist weg',
  back: 'ist wieder da',
  stopped: 'ist angehalten',
  restored: 'wie vor dem Angriff',
  rotated: 'anders als vor dem Angriff',
};

function partText(check: SimpleCheck): string {
  const about = targetOf(check);
  if (about) {
    const {target, key} = about;
    const fields = 'fields' in check ? `${check.fields.join(', ')} von ` : '';
    return `${fields}${target.resource} ${target.name}${inside(target.namespace)} ${OBJECT_WORDS[key]}`;
  }
  if ('denied' in check) {
    const {user, verb, resource, subresource, namespace} = check.denied;
    return `${user} darf nicht ${verb} ${[resource, subresource].filter(Boolean).join('/')}${inside(namespace)}`;
  }
  return stateText(check);
}

const inside = (namespace: string | undefined): string => (namespace === undefined ? '' : ` in ${namespace}`);

function stateText(check: SimpleCheck): string {
  if ('powerless' in check) return 'der Angreifer ist machtlos: Seine eigenen Anfragen werden abgewiesen';
  if ('revoked' in check)
    return `das Token von ${check.revoked === 'actor' ? 'dem Angreifer' : check.revoked} ist entzogen`;
  if ('absent' in check) return `kein Pod ${check.absent.selector} läuft`;
  if ('isolated' in check) return `Pods ${check.isolated.selector} sind isoliert`;
  if ('onNode' in check) return `auf dem Node endet dies mit 0: ${check.onNode.command.join(' ')}`;
  if ('cordoned' in check) return `Node ${check.cordoned} ist gesperrt`;
  if ('drained' in check) return `Node ${check.drained} ist geräumt`;
  return 'frozen' in check ? `in ${check.frozen} kann kein Pod entstehen` : '';
}
