import {z} from 'zod';
import {evidenceOf} from '../../audit/redact.js';
import {valueAt, valuesAt} from '../../lib/json/field-path.js';
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
      'let the sender keep up with its events, or promise an SLA that its lag allows',
    );
    return {...source, accepts: acceptsRules(config.type, config), claims: claimsRule(config.type, config)};
  },
});

/** @throws Error when the body has nothing at the path: whoever wrote the path has to know. */
function alertsIn(body: unknown, each: string | undefined): unknown[] {
  if (each === undefined) return [body];
  if (valueAt(body, each) === undefined) throw new Error(`a body has nothing at ${each} (each)`);
  return valuesAt(body, each);
}

function described(document: unknown, config: Config): Pick<Signal, 'stage' | 'rule' | 'sourceTime' | 'evidence'> {
  const text = (at: string) => {
    const value = valueAt(document, at);
    return typeof value === 'string' || typeof value === 'number' ? String(value) : undefined;
  };
  const name = text(config.rule);
  const sourceTime = text(config.time);
  const rule: AlertRule | undefined =
    name === undefined ? undefined : {id: name, title: name, level: text(config.level) ?? 'unknown'};
  return {
    stage: config.stage,
    ...(rule && {rule}),
    ...(sourceTime !== undefined && {sourceTime}),
    evidence: {
      kind: config.stage === 'collected' ? 'record' : 'alert',
      ref: name ?? config.stage,
      ...(rule && {rule}),
      document: evidenceOf(document),
    },
  };
}
