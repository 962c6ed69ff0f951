import type {Capability} from '../events/words.js';
import {messageOf} from '../lib/errors.js';
import {nearest} from '../lib/text/suggest.js';
import {checkBodies} from './check-bodies.js';
import {checkPart, checkTargetName} from './check-containment.js';
import {
  checkRbacRules,
  checkTechniques,
  type SentObject,
  unknownKind,
  unknownTarget,
  withoutName,
  wrongName,
} from './check-names.js';
import {partsOf} from './containment.js';
import {checkTexts} from './exercise/check/scenario-texts.js';
import type {Finding} from './finding.js';
import type {ContainmentCheck} from './respond.js';
import type {ScenarioFile} from './schema.js';
import {isRequest, type RequestContext, requestContext, toRequest} from './steps/request.js';
import {IDENTITIES, type Step, UNDO_NAMES} from './steps/step.js';
import {isUnclosed, namesIn, TEMPLATE_NAMES, type TemplateValues} from './steps/template.js';

type Parts = Pick<
  ScenarioFile,
  'needs' | 'actor' | 'setUp' | 'undo' | 'attack' | 'benign' | 'contain' | 'expect' | 'respond'
>;

/**
 * What a schema cannot see, for a scenario and each of its variants: names that nobody fills in, identities that nobody
 * holds, resources and fields that Kubernetes does not have, steps that the scenario's needs do not cover, expectations
 * of no step.
 */
export function checkScenario({variants, ...base}: ScenarioFile): Finding[] {
  const findings = [...checkTechniques(base.tags.attack), ...checkParts(base, section => [section])];
  for (const [name, change] of Object.entries(variants)) {
    const own = Object.fromEntries(Object.entries(change).filter(([, value]) => value !== undefined));
    const place = (section: string) => (section in own ? ['variants', name, section] : [section]);
    findings.push(...checkParts({...base, ...own}, place));
  }
  findings.push(...checkTexts({...base, variants}));
  return findings.filter((f, i) => findings.findIndex(g => same(f, g)) === i);
}

const same = (a: Finding, b: Finding): boolean => a.message === b.message && a.path.join('.') === b.path.join('.');

/** What steps may refer to: values that were saved, credentials that are held. */
interface Scope {
  names: ReadonlySet<string>;
  credentials: ReadonlySet<string>;
  /** Those of them that are tokens. */
  tokens: ReadonlySet<string>;
}

const START: Scope = {names: new Set(TEMPLATE_NAMES), credentials: new Set(IDENTITIES), tokens: new Set(['actor'])};

function checkParts(scenario: Parts, place: (section: string) => PropertyKey[]): Finding[] {
  const findings: Finding[] = [];
  const walk = (section: 'setUp' | 'benign' | 'attack' | 'undo', scope: Scope): Scope =>
    scenario[section].reduce((known, step, index) => {
      const path = [...place(section), index];
      const below = (finding: Finding) => ({...finding, path: [...path, ...finding.path]});
      const names = checkNames(step).map(below);
      findings.push(
        ...names,
        ...checkBodies(step).map(below),
        ...checkStep(step, known, scenario.needs, !names.length).map(m => ({path, message: m})),
      );
      return extended(known, step);
    }, scope);
  const prepared = walk('setUp', START);
  // In the order in which they run: the way back is written down before anything else happens.
  walk('undo', prepared);
  for (const [index, step] of scenario.undo.entries()) {
    const path = [...place('undo'), index];
    findings.push(...checkUndo(step).map(message => ({path, message})));
  }
  walk('benign', prepared);
  const attacked = walk('attack', prepared);
  for (const [index, check] of scenario.contain.entries()) {
    const path = [...place('contain'), index];
    findings.push(...unknownNames(check, attacked.names).map(message => ({path, message})));
    const unknown = unknownTarget({...check, resource: check.gone});
    if (unknown !== undefined) findings.push({path: [...path, 'gone'], message: unknown});
  }
  // What people are asked for is put together before the attack, whose tokens are looked at after it.
  const known = {...prepared, tokens: attacked.tokens};
  findings.push(...checkResponse(scenario, known).map(f => ({...f, path: [...place('respond'), ...f.path]})));
  return [...findings, ...checkActor(scenario, place('actor')), ...checkExpectations(scenario, place('expect'))];
}

function extended({names, credentials, tokens}: Scope, step: Step): Scope {
  const {credential} = step;
  return {
    names: new Set([...names, ...Object.keys(step.save ?? {})]),
    credentials: credential ? new Set([...credentials, credential.name]) : credentials,
    tokens: credential && 'token' in credential ? new Set([...tokens, credential.name]) : tokens,
  };
}

/** Resources and kinds that there are not, at their places in the step. */
function checkNames(step: Step): Finding[] {
  return Object.entries(step).flatMap(([action, detail]): Finding[] => {
    if (typeof detail !== 'object' || detail === null) return [];
    const {resource, apiVersion, kind} = detail as {resource?: unknown; apiVersion?: string; kind?: unknown};
    const target = typeof resource === 'string' ? unknownTarget({resource, apiVersion}) : undefined;
    if (target !== undefined) return [{path: [action, 'resource'], message: target}];
    const isSent = (action === 'create' || action === 'apply') && typeof kind === 'string' && apiVersion !== undefined;
    if (!isSent) return [];
    return checkObject({kind, apiVersion, ...detail}, action);
  });
}

/** An object that is sent: its kind, and its name. */
function checkObject(object: SentObject, action: string): Finding[] {
  const unknown = unknownKind(object);
  if (unknown !== undefined) return [{path: [action, 'kind'], message: unknown}];
  const unnamed = withoutName(object, action);
  if (unnamed !== undefined) return [{path: [action], message: unnamed}];
  const wrong = wrongName(object);
  return wrong ? [{path: [action, 'metadata', wrong.key], message: wrong.message}] : [];
}

function checkStep(step: Step, scope: Scope, needs: readonly Capability[], isNamed: boolean): string[] {
  const usable = new Set(scope.names);
  if (!('repeat' in step && step.repeat !== undefined)) usable.delete('index');
  return [
    ...unknownNames(step, usable),
    ...('as' in step && step.as !== undefined ? unknownIdentity(step.as, scope.credentials) : []),
    ...(isNamed ? badRequest(step, usable) : []),
    ...missingNeeds(step, needs),
    ...takenName(step),
  ];
}

const LITERAL_HINT = 'a literal {{ is written {{ "{{" }}';

function unknownNames(step: object, known: ReadonlySet<string>): string[] {
  const texts = textsIn(step);
  const unknown = texts.flatMap(namesIn).filter(name => !known.has(name));
  return [
    ...[...new Set(unknown)].map(name => `{{ ${name} }} is not one of ${[...known].join(', ')}; ${LITERAL_HINT}`),
    ...texts.filter(isUnclosed).map(text => `no }} ends the {{ of ${JSON.stringify(text)}; ${LITERAL_HINT}`),
  ];
}

/** Every text of a value, keys included. */
function textsIn(value: unknown): string[] {
  if (typeof value === 'string') return [value];
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, inner]) => [key, ...textsIn(inner)]);
}

function unknownIdentity(as: string, known: ReadonlySet<string>): string[] {
  if (known.has(as)) return [];
  const near = nearest(as, [...known]);
  return [`there is no identity ${as} here: ${near ? `did you mean ${near}?` : `known are ${[...known].join(', ')}`}`];
}

/** Whether a step can become a request, and does not take what would then be shown and logged. */
function badRequest(step: Step, names: ReadonlySet<string>): string[] {
  if (!isRequest(step))
    return 'wait' in step && step.save && 'resource' in step.wait ? savesSecret(step.wait.resource) : [];
  try {
    const {path} = toRequest(step, standIns(names));
    return step.save ? savesSecret(path) : [];
  } catch (error) {
    return [messageOf(error)];
  }
}

const savesSecret = (path: string): string[] =>
  /(^|\/)secrets(\/|\?|$)|\/token(\?|$)/.test(path)
    ? ['save would put a secret into requests, logs and reports: use `credential` instead']
    : [];

/** A context in which every name stands for itself. */
const standIns = (names: ReadonlySet<string>): RequestContext =>
  requestContext(Object.fromEntries([...names].map(name => [name, name])) as TemplateValues);

function missingNeeds(step: Step, needs: readonly Capability[]): string[] {
  const needed: Capability[] = [];
  if ('node' in step) needed.push('node-exec');
  if ('exec' in step || 'attach' in step || 'portForward' in step) needed.push('node');
  if ('keyPair' in step || ('as' in step && step.as?.endsWith('-certificate'))) needed.push('client-certificates');
  return needed.filter(need => !needs.includes(need)).map(need => `add ${need} to needs: this step asks for it`);
}

const takenName = (step: Step): string[] =>
  [step.credential?.name, 'keyPair' in step ? step.keyPair.credential : undefined].flatMap(name =>
    IDENTITIES.some(taken => taken === name)
      ? [`${name} is the name of an identity already: give the credential another`]
      : [],
  );

/** Keys that make no sense on the way back: the drill takes it, once, and keeps nothing. */
const NOT_IN_UNDO = ['as', 'repeat', 'retryFor', 'save', 'credential', 'dryRun'];

const checkUndo = (step: Step): string[] =>
  NOT_IN_UNDO.filter(key => key in step).map(
    key => `${key} is not for undo: the drill does ${UNDO_NAMES.join(', ')} once`,
  );

/** The attacker comes into being before anything else does: its names and rights are what they are. */
const checkActor = ({actor}: Parts, path: PropertyKey[]): Finding[] => [
  ...namesIn(JSON.stringify(actor)).map(name => ({path, message: `{{ ${name} }} is not filled in here`})),
  ...('serviceAccount' in actor
    ? [
        ...checkRbacRules(actor.rules, [...path, 'rules']),
        ...checkRbacRules(actor.clusterRules, [...path, 'clusterRules']),
      ]
    : []),
];

function checkExpectations({expect, attack}: Parts, place: PropertyKey[]): Finding[] {
  const steps = attack.map(step => step.id).filter(id => id !== undefined);
  return expect.flatMap(({step}, index) =>
    step === undefined || steps.includes(step)
      ? []
      : [
          {
            path: [...place, index, 'step'],
            message: `there is no attack step ${step}; steps with an id: ${steps.join(', ') || 'none'}`,
          },
        ],
  );
}

/** What people are asked for: names that nobody fills in, resources that there are not, tokens that nobody gets. */
function checkResponse({respond, needs}: Parts, known: Scope): Finding[] {
  if (!respond) return [];
  const {story = '', preserve, contain} = respond;
  return [
    ...unknownNames({story}, known.names).map(message => ({path: ['story'], message})),
    ...preserve.flatMap((target, index) => {
      const path = ['preserve', index];
      const unknown = unknownTarget(target);
      return [
        ...unknownNames(target, known.names).map(message => ({path, message})),
        ...checkTargetName(target).map(f => ({...f, path: [...path, ...f.path]})),
        ...(unknown === undefined ? [] : [{path: [...path, 'resource'], message: unknown}]),
      ];
    }),
    ...contain.checks.flatMap((check, index) =>
      [...checkContainment(check, known), ...unreachable(check, needs)].map(f => ({
        ...f,
        path: ['contain', 'checks', index, ...f.path],
      })),
    ),
  ];
}

const unreachable = (check: ContainmentCheck, needs: readonly Capability[]): Finding[] =>
  partsOf(check).some(part => 'onNode' in part) && !needs.includes('node-exec')
    ? [{path: [], message: 'add node-exec to needs: this check asks for it'}]
    : [];

function checkContainment(check: ContainmentCheck, known: Scope): Finding[] {
  const findings = unknownNames(check, known.names).map((message): Finding => ({path: [], message}));
  const parts = partsOf(check).map((part, index) => ({part, path: 'any' in check ? ['any', index] : []}));
  return [
    ...findings,
    ...parts.flatMap(({part, path}) => checkPart(part, known.tokens).map(f => ({...f, path: [...path, ...f.path]}))),
  ];
}
