import {z} from 'zod';
import type {Capability} from '../../events/words.js';
import {stampOf} from '../claim.js';
import {alerting} from '../kit/config.js';
import {IdentityFields} from '../kit/identity.js';
import {acceptsRules, claimsRule, wantedRules} from '../kit/source-type.js';
import type {AlertCanary, AlertRule, ExpectedRule, Explanation, Interest, Investigation, Signal} from '../source.js';
import {claimsOf, type FalcoAlert, timeOf, withoutBodies} from './alert.js';
import {explainMiss, type Posted} from './miss.js';

/** What every source of Falco's alerts has in a stack file. */
export const falcoKeys = {
  ...alerting,
  syscalls: z
    .boolean()
    .default(false)
    .meta({description: 'Whether this Falco watches the system calls of the nodes of the cluster that is attacked'}),
  identity: IdentityFields,
};

/** What a stack file says of a source of Falco's alerts. */
interface FalcoConfig {
  syscalls: boolean;
  rules: Readonly<Record<string, readonly string[]>>;
  ignore: readonly string[];
  identity: IdentityFields;
}

/** Where and when an alert was seen. */
interface Seen {
  source: string;
  seenAt: number;
  interest: Interest;
  /** What a person would search for; default: the rule. */
  ref?: string;
}

/** Scenarios name Falco's rules once, however its alerts are seen. */
const PRODUCT = 'falco';
/** A miss is explained from the newest alerts; older ones are about other scenarios. */
const KEPT = 1000;
/** What lets Falco keep up with its events. */
export const KEEP_UP =
  'make Falco keep up: useAsync: false for the plugins k8saudit and json, more CPU, and no rules that are not needed; or set an SLA that allows for its lag';
/** Falco's stock rules note down every Namespace that is made (`K8s Namespace Created`), and a dry run leaves none. */
export const CANARY: AlertCanary = {
  what: 'a Namespace that is created as a dry run',
  request: name => ({
    method: 'POST',
    path: '/api/v1/namespaces?dryRun=All',
    body: {apiVersion: 'v1', kind: 'Namespace', metadata: {name}},
  }),
};
/** Rules of these priorities write down what anybody does (`K8s … Created`): nobody is called for them. */
const NOTES = ['informational', 'info', 'debug'];

/** What every source of Falco's alerts does with them, however they come. */
export class FalcoAlerts {
  #newest: Posted[] = [];
  #total = 0;

  constructor(readonly config: FalcoConfig) {}

  /** An alert as evidence; it is remembered, to explain others that did not come. */
  signal(alert: FalcoAlert, {source, seenAt, interest, ref}: Seen): Signal {
    const rule: AlertRule = {id: alert.rule, title: alert.rule, level: alert.priority};
    const claims = claimsOf(alert, this.config.identity, interest);
    const sourceTime = timeOf(alert);
    const stamps = claims.map(claim => stampOf(claim)).filter(stamp => stamp !== undefined);
    this.#total++;
    this.#newest = [...this.#newest.slice(1 - KEPT), {rule, claims, stamps, kind: alert.source, time: sourceTime}];
    return {
      source,
      stage: 'alerted',
      seenAt,
      ...(sourceTime !== undefined && {sourceTime}),
      claims,
      rule,
      evidence: {kind: 'alert', ref: ref ?? rule.id, rule, document: withoutBodies(alert)},
    };
  }

  /** What scenarios may need and this Falco brings. */
  get provides(): Capability[] {
    return this.config.syscalls ? ['runtime-sensor'] : [];
  }

  /** Whether an alert may meet an expectation. What only notes down activity has to be named. */
  accepts(expected: ExpectedRule, rule: AlertRule): boolean {
    const isNote = NOTES.includes(rule.level.toLowerCase());
    if (isNote && !wantedRules(PRODUCT, this.config, expected)) return false;
    return acceptsRules(PRODUCT, this.config)(expected, rule);
  }

  /** Whether a rule is named for an expectation, or called like it. */
  claims(expected: ExpectedRule, rule: Pick<AlertRule, 'id' | 'title'>): boolean {
    return claimsRule(PRODUCT, this.config)(expected, rule);
  }

  /** Why no alert that is accepted came for an attack. */
  explain(about: Investigation): Explanation {
    const names = wantedRules(PRODUCT, this.config, about.expected);
    const heard = {posted: this.#newest, total: this.#total};
    return explainMiss(heard, about, {names, isMeant: rule => this.accepts(about.expected, rule)});
  }

  /** Whether the user has appended the audit id; stock alerts have none. */
  get carryAuditIds(): boolean {
    return this.#newest.some(alert => alert.claims.some(claim => claim.auditId !== undefined));
  }
}
