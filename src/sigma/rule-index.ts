import type {AuditEvent} from '../audit/event.js';
import type {AuditHead} from '../audit/scan.js';
import {fieldAt} from './fields.js';
import {ABSENT, requiredValues} from './requirements.js';
import type {EventRule} from './rule-set.js';

/** A rule with what it requires; `order` is its place in the set. */
interface Entry {
  rule: EventRule;
  order: number;
  stages: ReadonlySet<string> | undefined;
  subresources: ReadonlySet<string> | undefined;
  codes: ReadonlySet<string> | undefined;
}

/** Rules about any resource, or any verb. */
const EVERY: unique symbol = Symbol('every');
type Key = string | typeof EVERY;

/** What rules are found by: the request of an audit event, in lower case. */
type Request = Omit<AuditHead, 'auditID'>;

const FIELDS = {
  stage: fieldAt('stage'),
  verb: fieldAt('verb'),
  resource: fieldAt('objectRef.resource'),
  subresource: fieldAt('objectRef.subresource'),
  code: fieldAt('responseStatus.code'),
};

/**
 * Finds the rules that could match an event by the resource and verb they require, so that the cost of an event grows
 * with the rules about its request, not with all there are.
 */
export class RuleIndex {
  readonly #entries: Entry[];
  readonly #byResource = new Map<Key, Map<Key, Entry[]>>();

  constructor(rules: readonly EventRule[]) {
    this.#entries = rules.map((rule, order) => ({
      rule,
      order,
      stages: requiredValues(rule, 'stage'),
      subresources: requiredValues(rule, 'objectRef.subresource'),
      codes: requiredValues(rule, 'responseStatus.code'),
    }));
    for (const entry of this.#entries) {
      const resources: Iterable<Key> = requiredValues(entry.rule, 'objectRef.resource') ?? [EVERY];
      const verbs: Iterable<Key> = requiredValues(entry.rule, 'verb') ?? [EVERY];
      for (const resource of resources) for (const verb of verbs) this.#add(resource, verb, entry);
    }
  }

  #add(resource: Key, verb: Key, entry: Entry): void {
    const byVerb = this.#byResource.get(resource) ?? new Map<Key, Entry[]>();
    this.#byResource.set(resource, byVerb);
    byVerb.set(verb, [...(byVerb.get(verb) ?? []), entry]);
  }

  /** Whether any rule could match an event with this head. False is certain. */
  mayMatch(head: AuditHead): boolean {
    const request: Request = {
      stage: head.stage.toLowerCase(),
      verb: head.verb.toLowerCase(),
      resource: head.resource.toLowerCase(),
      subresource: head.subresource.toLowerCase(),
      code: head.code,
    };
    return this.#about(request).some(entries => entries.some(entry => couldMatch(entry, request)));
  }

  /** The rules that match the event, in the order of the set. */
  match(event: AuditEvent): EventRule[] {
    const request = requestOf(event);
    const candidates = request ? this.#about(request) : [this.#entries];
    const found: Entry[] = [];
    for (const entries of candidates) {
      for (const entry of entries) {
        if ((!request || couldMatch(entry, request)) && entry.rule.test(event)) found.push(entry);
      }
    }
    if (found.length > 1) found.sort((a, b) => a.order - b.order);
    return found.map(entry => entry.rule);
  }

  #about({resource, verb}: Request): Entry[][] {
    const about: Entry[][] = [];
    for (const byVerb of [this.#byResource.get(resource), this.#byResource.get(EVERY)]) {
      const [exact, every] = [byVerb?.get(verb), byVerb?.get(EVERY)];
      if (exact) about.push(exact);
      if (every) about.push(every);
    }
    return about;
  }
}

const couldMatch = ({stages, subresources, codes}: Entry, {stage, subresource, code}: Request): boolean =>
  (codes === undefined || codes.has(code)) &&
  (subresources === undefined || subresources.has(subresource)) &&
  (stages === undefined || stages.has(stage));

/** Undefined for an event in which one of the fields has several values: then every rule is tried. */
function requestOf(event: AuditEvent): Request | undefined {
  const stage = only('stage', event.stage, event);
  const verb = only('verb', event.verb, event);
  const resource = only('resource', event.objectRef?.resource, event);
  const subresource = only('subresource', event.objectRef?.subresource, event);
  const code = only('code', event.responseStatus?.code, event);
  if ([stage, verb, resource, subresource, code].includes(undefined)) return undefined;
  return {stage, verb, resource, subresource, code} as Request;
}

/** The value of a field, where it usually stands or as a rule would find it. */
function only(name: keyof typeof FIELDS, usual: unknown, event: AuditEvent): string | undefined {
  if (typeof usual === 'string') return usual.toLowerCase();
  if (typeof usual === 'number') return String(usual);
  const values = FIELDS[name].read(event);
  if (values.length > 1) return undefined;
  const [value] = values;
  if (value === undefined || value === null) return ABSENT;
  return typeof value === 'object' ? undefined : String(value).toLowerCase();
}
