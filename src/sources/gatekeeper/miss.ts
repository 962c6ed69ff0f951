import {resourceNamed} from '../../kube/resources.js';
import type {Explanation, Investigation} from '../source.js';
import {type Constraint, isTruncated} from './constraints.js';

/** Why no constraint told of an attack: the first reason that its state shows. */
export function explainMiss(
  all: readonly Constraint[],
  about: Investigation,
  wanted: readonly string[] | undefined,
): Explanation | undefined {
  const meant = wanted ? all.filter(c => wanted.includes(c.name) || wanted.includes(`${c.kind}/${c.name}`)) : all;
  if (!meant.length) return none(all, wanted);
  const kinds = kindsOf(about);
  const fitting = kinds.length ? meant.filter(c => kinds.some(kind => covers(c, kind))) : meant;
  if (!fitting.length) return elsewhere(meant, kinds);
  return notEnforced(fitting) ?? notAudited(fitting, about.since) ?? truncated(fitting) ?? satisfied(fitting);
}

const named = (constraints: readonly Constraint[]): string => constraints.map(c => `${c.kind}/${c.name}`).join(', ');
const stateOf = ({kind, name, action, auditedAt, total, violations}: Constraint) => ({
  ...{constraint: `${kind}/${name}`, action, auditedAt, totalViolations: total, listed: violations.length},
});

const none = (all: readonly Constraint[], wanted: readonly string[] | undefined): Explanation => ({
  cause: all.length
    ? `no constraint is called ${wanted?.join(' or ')}: there are ${named(all)}`
    : 'there is no constraint',
  change: 'apply a constraint against this technique, or name the one that is meant under `rules`',
  proof: {constraints: all.map(stateOf)},
});

/** The kinds of objects that the attack was about, as far as its audit events say. */
function kindsOf({events}: Investigation): string[] {
  const kinds = events.map(({objectRef}) => resourceNamed(objectRef?.resource ?? '')?.kind);
  return [...new Set(kinds.filter(kind => kind !== undefined))];
}

/** A constraint that names no kinds is about all of them. */
const covers = ({match: {kinds}}: Constraint, kind: string): boolean =>
  !kinds.length || kinds.some(k => !k.kinds.length || k.kinds.includes(kind) || k.kinds.includes('*'));

const elsewhere = (meant: readonly Constraint[], kinds: readonly string[]): Explanation => ({
  cause: `no constraint is about ${kinds.join(' or ')}: ${named(meant)} match other kinds, and requests that only read are never reviewed`,
  change: `let a constraint match ${kinds.join(' or ')}, or detect this technique elsewhere`,
  proof: {constraints: meant.map(c => ({...stateOf(c), kinds: c.match.kinds}))},
});

function notEnforced(fitting: readonly Constraint[]): Explanation | undefined {
  if (fitting.some(c => c.enforced)) return undefined;
  return {
    cause: `${named(fitting)} is not enforced by every pod of Gatekeeper`,
    change: 'look at status.byPod of the constraint and at its template',
    proof: {constraints: fitting.map(stateOf)},
  };
}

function notAudited(fitting: readonly Constraint[], since: Date): Explanation | undefined {
  const audited = fitting.filter(c => Date.parse(c.auditedAt ?? '') > since.getTime());
  if (audited.length) return undefined;
  const last = fitting
    .map(c => c.auditedAt ?? 'never')
    .sort()
    .at(-1);
  return {
    cause: `Gatekeeper has not audited since the attack: last ${last}`,
    change:
      'shorten --audit-interval, set an SLA above it (`sla: {alerted: 2m}`), or have Gatekeeper report at admission: --log-denies',
    proof: {constraints: fitting.map(stateOf)},
  };
}

function truncated(fitting: readonly Constraint[]): Explanation | undefined {
  const cut = fitting.filter(isTruncated);
  if (!cut.length) return undefined;
  const counts = cut.map(c => `${c.kind}/${c.name} lists ${c.violations.length} of ${c.total} violations`).join(', ');
  return {
    cause: `${counts}: this one may be among those left out`,
    change: 'raise --constraint-violations-limit, or read its audit log (`evidence: [logs]`), which lists all',
    proof: {constraints: cut.map(stateOf)},
  };
}

const satisfied = (fitting: readonly Constraint[]): Explanation => ({
  cause: `${named(fitting)} found no violation in what the attack made`,
  change:
    'look at spec.match (namespaces, excludedNamespaces, selectors) and parameters of the constraint, and at the exemptions of the webhook',
  proof: {constraints: fitting.map(c => ({...stateOf(c), match: c.match}))},
});
