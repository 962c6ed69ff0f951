import {targetOf} from './containment.js';
import type {ContainmentCheck, SimpleCheck} from './respond.js';
import type {Actor, Expectation} from './schema.js';
import {actionOf} from './steps/request.js';
import type {Step} from './steps/step.js';

/** Who attacks, in words: `service account backup-agent, may list secrets everywhere`. */
export function actorText(actor: Actor): string {
  if ('anonymous' in actor) return 'nobody: no credential';
  if ('invalidToken' in actor) return 'nobody: an invalid token';
  if ('invalidCertificate' in actor) {
    return `nobody: ${actor.invalidCertificate === 'expired' ? 'an expired certificate' : 'a certificate of a foreign authority'}`;
  }
  const rules = [...(actor.rules ?? []), ...(actor.clusterRules ?? []).map(r => ({...r, everywhere: true}))];
  const may = rules.map(r => {
    const what = [...(r.resources ?? []), ...(r.nonResourceURLs ?? [])].join(', ');
    return `${r.verbs.join('/')} ${what}${'everywhere' in r ? ' everywhere' : ''}`;
  });
  return `service account ${actor.serviceAccount}, ${may.length ? `may ${may.join('; ')}` : 'without rights of its own'}`;
}

/** What a step does, in words: `list secrets`, `create Pod web`, `list namespaces × 15`. */
export function stepText(step: Step): string {
  const action = actionOf(step);
  const detail = (step as Record<string, unknown>)[action] as Record<string, unknown>;
  const {resource, kind, name, pod, metadata, path, for: span, command, commonName} = detail;
  const words = Array.isArray(command) ? command.join(' ').replaceAll(/\s+/g, ' ').trim() : undefined;
  const what = [
    resource ?? kind ?? path ?? (pod ? undefined : span) ?? commonName,
    name ?? pod ?? (metadata as {name?: string} | undefined)?.name,
    words,
  ];
  const times = 'repeat' in step && step.repeat ? ` × ${step.repeat}` : '';
  const again = 'retryFor' in step && step.retryFor ? `, again for up to ${step.retryFor}` : '';
  const who = 'as' in step && step.as && step.as !== 'actor' ? ` as ${step.as}` : '';
  const dry = 'dryRun' in step && step.dryRun ? ' (dry run)' : '';
  const kept = step.credential ? ` → credential ${step.credential.name}` : '';
  return `${action} ${what.filter(Boolean).join(' ')}${times}${who}${dry}${again}${kept}`;
}

/** What must be seen, in words: `alerted within 30s, rule secrets-enumerated`. */
export function expectationText({stage, within, rule, rules = {}, step}: Expectation): string {
  const others = Object.entries(rules).map(([product, names]) => `in ${product} ${names.join(' or ')}`);
  const details = [...(rule === undefined ? [] : [`rule ${rule}`]), ...others];
  return [`${stage} within ${within}`, ...details, ...(step === undefined ? [] : [`step ${step}`])].join(', ');
}

/** What has to hold, in words: `pods node-tuner is gone`, `actor is powerless`. */
export function checkText(check: ContainmentCheck): string {
  return 'any' in check ? check.any.map(partText).join(', or ') : partText(check);
}

const OBJECT_WORDS: Readonly<Record<string, string>> = {
  gone: 'is gone',
  back: 'is back',
  stopped: 'is stopped',
  restored: 'as before the attack',
  rotated: 'other than before the attack',
};

function partText(check: SimpleCheck): string {
  const about = targetOf(check);
  if (about) {
    const {target, key} = about;
    const fields = 'fields' in check ? `${check.fields.join(', ')} of ` : '';
    return `${fields}${target.resource} ${target.name}${inside(target.namespace)} ${OBJECT_WORDS[key]}`;
  }
  return 'denied' in check ? deniedText(check.denied) : stateText(check);
}

const inside = (namespace: string | undefined): string => (namespace === undefined ? '' : ` in ${namespace}`);

function deniedText({user, verb, resource, subresource, namespace}: Extract<SimpleCheck, {denied: unknown}>['denied']) {
  return `${user} may not ${verb} ${[resource, subresource].filter(Boolean).join('/')}${inside(namespace)}`;
}

function stateText(check: SimpleCheck): string {
  if ('powerless' in check) return 'the attacker is powerless: its own requests are refused';
  if ('revoked' in check)
    return `the token of ${check.revoked === 'actor' ? 'the attacker' : check.revoked} is revoked`;
  if ('absent' in check) return `no pod ${check.absent.selector} runs`;
  if ('isolated' in check) return `pods ${check.isolated.selector} are isolated`;
  if ('onNode' in check) return `on the node, this exits with 0: ${check.onNode.command.join(' ')}`;
  if ('cordoned' in check) return `node ${check.cordoned} is cordoned`;
  if ('drained' in check) return `node ${check.drained} is drained`;
  return 'frozen' in check ? `no pod can be made in ${check.frozen}` : '';
}
