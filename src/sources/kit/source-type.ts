import type {z} from 'zod';
import type {Cluster} from '../../cluster/cluster.js';
import type {Stage} from '../../events/words.js';
import type {RbacRule} from '../../kube/rbac-rule.js';
import type {Clock} from '../../lib/clock.js';
import {formatDuration, parseDuration} from '../../lib/duration.js';
import type {ProxyServer} from '../../lib/net/proxy.js';
import type {Secret} from '../../lib/secret.js';
import {someOf} from '../../lib/text/some-of.js';
import type {RuleSet} from '../../sigma/rule-set.js';
import type {Endpoint} from '../http/http.js';
import type {AlertRule, ExpectedRule, Source} from '../source.js';
import type {AuditStream} from './audit-stream.js';
import {type Auth, type Headers, isReference, type SecretRef, type TlsFiles} from './config.js';

/** What a source is opened with beside its own part of the stack file. */
export interface SourceContext {
  /** The source's id in this run. */
  id: string;
  clock: Clock;
  /** When the run began: nothing older is asked for. */
  startedAt: Date;
  /** The cluster that is attacked; absent where only the stack is looked at. */
  cluster?: Cluster;
  /** The stream of audit events that rules run on: the cluster's own log, or what its API server posts. */
  auditStream?: AuditStream;
  /** kubedrill's own rules. */
  rules: RuleSet;
  /** A token of this run's own, for senders that kubedrill itself configures. */
  ownToken: Secret;
  /** The value behind a reference; loading the stack has made sure that it is there. */
  secret(ref: SecretRef): Secret;
  /** The text of a file that the stack names, relative to the stack file. */
  text(path: string): string;
  /** The proxy that the environment names for a URL; absent: there are none. */
  proxy?(url: string): ProxyServer | undefined;
}

/** A second source that one part of a stack file yields, such as of what people do about the alerts of the first. */
export interface Companion {
  /** What its id is beside that of the first source: `siem` has `siem-acknowledgements`. */
  suffix: string;
  stage: Stage;
  open(context: SourceContext): Source;
}

/** A type of source: the form of its part of the stack file, and how it is opened. Opening asks nothing yet. */
export interface SourceType<S extends z.ZodType<{type: string}> = z.ZodType<{type: string}>> {
  schema: S;
  /** The stage that it sees, known before anything is opened. */
  stage(config: z.output<S>): Stage;
  /** What it reads from the cluster that is attacked, as rules of a role; absent: nothing. */
  permissions?(config: z.output<S>): readonly RbacRule[];
  /** Sources that it yields beside its own; absent: none. */
  companions?(config: z.output<S>): readonly Companion[];
  open(config: z.output<S>, context: SourceContext): Source;
}

/** Ties the schema of a source type to its `open`, so that the compiler knows the configuration's form. */
export const sourceType = <S extends z.ZodType<{type: string}>>(type: SourceType<S>): SourceType<S> => type;

/** The part of a stack file that says where a source is asked, and as whom. */
export interface Asked {
  url: string;
  auth?: Auth | undefined;
  tls?: TlsFiles | undefined;
  tenant?: string | undefined;
  headers?: Headers | undefined;
  maxAnswerMiB: number;
}

/** Where a source is asked, with its secrets resolved. */
export function endpointOf(
  {url, auth, tls, tenant, headers = {}, maxAnswerMiB}: Asked,
  context: Pick<SourceContext, 'secret' | 'text' | 'clock' | 'proxy'>,
): Endpoint {
  const {ca, certificate, key, insecure} = tls ?? {};
  const proxy = context.proxy?.(url);
  const sent = Object.entries(headers).map(([name, value]) => [
    name,
    isReference(value) ? context.secret(value) : value,
  ]);
  return {
    url,
    wall: () => context.clock.wall(),
    mostBytes: maxAnswerMiB * 1024 * 1024,
    headers: {...Object.fromEntries(sent), ...(tenant !== undefined && {'X-Scope-OrgID': tenant})},
    ...(proxy && {proxy}),
    ...(auth && {auth: authOf(auth, context)}),
    ...(tls && {
      tls: {
        ...(ca !== undefined && {ca: context.text(ca)}),
        ...(certificate !== undefined && {certificate: context.text(certificate)}),
        ...(key !== undefined && {key: context.secret({file: key})}),
        ...(insecure && {insecure}),
      },
    }),
  };
}

function authOf(auth: Auth, {secret}: Pick<SourceContext, 'secret'>): NonNullable<Endpoint['auth']> {
  if ('basic' in auth) return {kind: 'basic', username: auth.basic.username, password: secret(auth.basic.password)};
  return 'bearer' in auth ? {kind: 'bearer', token: secret(auth.bearer)} : {kind: 'apiKey', key: secret(auth.apiKey)};
}

/** An interval on the way to a source, as part of its latency budget. */
export interface Wait {
  ms: number;
  why: string;
}

/** The latency budget: the intervals that the stack file names, and those that the source itself adds. */
export function budgetOf(delays: readonly {for: string; why: string}[], own: readonly Wait[] = []): Source['budget'] {
  const all = [...delays.map(d => ({ms: parseDuration(d.for) ?? 0, why: d.why})), ...own];
  return {
    ms: all.reduce((sum, d) => sum + d.ms, 0),
    why: all.map(d => `${d.why} ${formatDuration(d.ms)}`).join(', ') || 'no interval is known',
  };
}

/**
 * Whose alerts count: the rules that the stack file names for the expected one, else those that the scenario names for
 * this product, else any, since the alert has to stand on the attack's own requests anyway.
 */
export function acceptsRules(
  type: string,
  config: {rules: Readonly<Record<string, readonly string[]>>; ignore: readonly string[]},
): NonNullable<Source['accepts']> {
  const named = (names: readonly string[], {id, title}: AlertRule) => names.includes(id) || names.includes(title);
  return (expected, rule) => {
    if (named(config.ignore, rule)) return false;
    const wanted = wantedRules(type, config, expected);
    return !wanted || named(wanted, rule);
  };
}

/** The names or ids of this product's rules that are meant by an expectation; undefined: nobody named any. */
export const wantedRules = (
  type: string,
  {rules}: {rules: Readonly<Record<string, readonly string[]>>},
  expected: ExpectedRule,
): readonly string[] | undefined =>
  (expected.rule === undefined ? undefined : rules[expected.rule]) ?? expected.rules?.[type];

/**
 * Whether a rule claims to be for what is expected: it is named for it, or nobody named one and it is called like it.
 * Where no rule is expected by name, all are. Any rule may meet an expectation for which none is named; only one that
 * claims it is looked at where none did.
 */
export const claimsRule =
  (type: string, config: {rules: Readonly<Record<string, readonly string[]>>}) =>
  (expected: ExpectedRule, {id, title}: Pick<AlertRule, 'id' | 'title'>): boolean => {
    const wanted = wantedRules(type, config, expected) ?? (expected.rule === undefined ? undefined : [expected.rule]);
    return !wanted || wanted.includes(id) || wanted.includes(title);
  };

/** The product whose rules a type of source tells of: scenarios and stack files name these once. */
const PRODUCT_OF: Readonly<Record<string, string>> = {'alertmanager-webhook': 'alertmanager', falcosidekick: 'falco'};

/**
 * `falco: Attach/Exec Pod`: the rules that one source of a stack has for what is expected; undefined: none is named.
 */
export function namedFor(
  config: {type: string; id: string; rules?: Readonly<Record<string, readonly string[]>>},
  expected: ExpectedRule,
): string | undefined {
  const {type, id, rules} = config;
  const names = rules && wantedRules(PRODUCT_OF[type] ?? type, {rules}, expected);
  return names && `${id}: ${names.join(', ')}`;
}

/** What to do where no rule of a product claims what is expected. */
export const NAME_A_RULE =
  'write a rule for this technique, or name the one that covers it under `rules` of this source';

/** `no rule of ElastAlert2 claims secrets-enumerated: it ran other, another and 12 more`. */
export function noRuleClaims(
  product: string,
  {rule}: ExpectedRule,
  others: readonly string[],
  verb: 'has' | 'ran' = 'has',
): string {
  const names = [...new Set(others)];
  return `no rule of ${product} claims ${rule ?? 'this technique'}: it ${verb} ${names.length ? someOf(names) : 'none'}`;
}
