import {z} from 'zod';
import {evidenceOf} from '../../audit/redact.js';
import {valueAt, valuesAt} from '../../lib/json/field-path.js';
import {keysNamed, ownKey} from '../alert-keys.js';
import {cloudEventData} from '../http/cloud-event.js';
import {acknowledgementOf, acknowledging} from '../kit/acknowledging.js';
import {alerting, posted} from '../kit/config.js';
import {claimsIn, IdentityFields} from '../kit/identity.js';
import {paced} from '../kit/pace.js';
import {pushedSource} from '../kit/pushed.js';
import {acceptsRules, budgetOf, claimsRule, sourceType} from '../kit/source-type.js';
import type {AlertRule, Signal} from '../source.js';

const path = z.string().min(1);
const schema = z
  .strictObject({
    type: z.literal('webhook'),
    ...posted,
    ...alerting,
    path: z.string().startsWith('/').default('/'),
    stage: z.enum(['collected', 'alerted', 'acknowledged']).default('alerted'),
    each: path
      .optional()
      .meta({description: 'Dotted path of the list that holds the alerts; default: the body is one'}),
    rule: path.default('rule').meta({description: "Dotted path of the rule's name"}),
    level: path.default('priority').meta({description: "Dotted path of the alert's severity"}),
    time: path.default('time').meta({description: "Dotted path of the sender's own timestamp, RFC 3339"}),
    keys: z.array(path).default([]).meta({
      description:
        'Dotted paths of what the alert is called, such as its id: an acknowledgement that names the same counts for this alert and no other',
    }),
    person: path.default('user').meta({description: 'Dotted path of who acknowledged it, at stage acknowledged'}),
    ...acknowledging,
    identity: IdentityFields,
  })
  .meta({description: 'Anything that can post JSON: paths say where identity and rule name stand'});
type Config = z.output<typeof schema>;

/** A receiver for products that kubedrill does not know: they post JSON, and paths say what stands where. */
export const webhook = sourceType({
  schema,
  stage: config => config.stage,
  open(config, context) {
    const {id, clock} = context;
    const pushed = pushedSource(context, {
      stage: config.stage,
      budget: budgetOf(config.delays),
      path: config.path,
      listen: config.listen,
      expectForm: body => {
        for (const document of alertsIn(body, config.each)) expectAlert(document, config);
      },
      read: (body, interest) => {
        const seenAt = clock.now();
        return alertsIn(body, config.each).map(document => ({
          source: id,
          seenAt,
          claims: claimsIn(document, config.identity, interest),
          ...described(document, config),
        }));
      },
    });
    const source = paced(
      pushed,
      clock,
      'make the sender keep up with its events, or set an SLA that allows for its lag',
    );
    return {...source, accepts: acceptsRules(config.type, config), claims: claimsRule(config.type, config)};
  },
});

/** @throws Error when the body has nothing at the path: the author of the path has to know. */
function alertsIn(body: unknown, each: string | undefined): unknown[] {
  if (each === undefined) return [body];
  if (valueAt(body, each) === undefined) throw new Error(`a body has nothing at ${each} (each)`);
  return valuesAt(body, each);
}

/** What shows that an alert is about a request: audit ids, and what a drill has made. */
const NAMES = /[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}|\bkd-[0-9a-f]{6}\b/;

/**
 * Records may be of anything, while of a document without a rule where the stack file says, and without anything by
 * which it could be told what it is about, it is not known that it is an alert. The envelope of a CloudEvent is read
 * only by paths that lead into it.
 *
 * @throws Error when it is neither.
 */
function expectAlert(document: unknown, config: Config): void {
  const {rule, identity, stage, keys} = config;
  if (textAt(document, rule) !== undefined) return;
  if (stage === 'acknowledged' && namesIn(document, config).length) return;
  const isBare = isObject(document) && cloudEventData(document) === undefined;
  if (isBare && (stage === 'collected' || namesSomething(document, identity))) return;
  const wanted = [
    `no rule (at ${rule})`,
    ...(keys.length && stage === 'acknowledged' ? [`no alert (at ${keys.join(', ')})`] : []),
  ];
  throw new Error(`a body has ${wanted.join(' and ')}, and names no user, object or audit id`);
}

const namesSomething = (document: unknown, identity: IdentityFields): boolean =>
  claimsIn(document, identity).length > 0 || NAMES.test(JSON.stringify(document));

const isObject = (value: unknown): boolean => typeof value === 'object' && value !== null;

function textAt(document: unknown, at: string): string | undefined {
  const value = valueAt(document, at);
  return typeof value === 'string' || typeof value === 'number' ? String(value) : undefined;
}

function described(document: unknown, config: Config): Omit<Signal, 'source' | 'seenAt' | 'claims'> {
  const name = textAt(document, config.rule);
  const sourceTime = textAt(document, config.time);
  if (config.stage === 'acknowledged') return acknowledged(document, config, sourceTime);
  const rule: AlertRule | undefined =
    name === undefined ? undefined : {id: name, title: name, level: textAt(document, config.level) ?? 'unknown'};
  return {
    stage: config.stage,
    ...(rule && {rule}),
    ...(sourceTime !== undefined && {sourceTime}),
    ...(config.stage === 'alerted' && {keys: namesIn(document, config).map(ownKey)}),
    evidence: {
      kind: config.stage === 'collected' ? 'record' : 'alert',
      ref: name ?? config.stage,
      ...(rule && {rule}),
      document: evidenceOf(document),
    },
  };
}

/** What a document calls the alert. */
const namesIn = (document: unknown, {keys}: Config): string[] => keys.flatMap(at => textAt(document, at) ?? []);

/** It may name the alert by the id that any product on the way gave it. */
function acknowledged(
  document: unknown,
  config: Config,
  sourceTime: string | undefined,
): Omit<Signal, 'source' | 'seenAt' | 'claims'> {
  const names = namesIn(document, config);
  return {
    stage: 'acknowledged',
    ...(sourceTime !== undefined && {sourceTime}),
    acknowledgement: acknowledgementOf(config, {
      of: names.flatMap(keysNamed),
      person: textAt(document, config.person),
    }),
    evidence: {kind: 'acknowledgement', ref: names[0] ?? 'acknowledged', document: evidenceOf(document)},
  };
}
