import type {AuditEvent} from '../audit/event.js';
import type {AuditHead} from '../audit/scan.js';
import {fieldAt} from './fields.js';
import {ABSENT, requiredKeys, requiredValues} from './requirements.js';
import type {EventRule, Predicate} from './rule-set.js';
import {ruledOut} from './ruled-out.js';

type Values = ReadonlySet<string> | undefined;

/** A rule with what it requires; `order` is its place in the set. */
interface Entry {
  rule: EventRule;
  order: number;
  stages: Values;
  subresources: Values;
  codes: Values;
  usernames: Values;
  /** One of these words is part of a key in each of its events. */
  keys: Values;
  /** Whether what a head tells is enough to say that it cannot match. */
  ruledOut: Predicate | undefined;
}

/** Rules about any resource, or any verb. */
const EVERY: unique symbol = Symbol('every');
type Key = string | typeof EVERY;

/** What rules are found by: the request of an audit event, in lower case. */
type Request = Omit<AuditHead, 'auditID'>;

/** The field that each part of a head is the value of. */
const FIELDS: Readonly<Record<keyof Request, string>> = {
  stage: 'stage',
  verb: 'verb',
  resource: 'objectRef.resource',
  subresource: 'objectRef.subresource',
  apiGroup: 'objectRef.apiGroup',
  code: 'responseStatus.code',
  username: 'user.username',
};
const READERS = Object.fromEntries(Object.entries(FIELDS).map(([name, path]) => [name, fieldAt(path)]));
const KNOWN = new Set(Object.values(FIELDS));

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
      stages: requiredValues(rule, FIELDS.stage),
      subresources: requiredValues(rule, FIELDS.subresource),
      codes: requiredValues(rule, FIELDS.code),
      usernames: requiredValues(rule, FIELDS.username),
      keys: requiredKeys(rule),
      ruledOut: ruledOut(rule, field => KNOWN.has(field)),
    }));
    for (const entry of this.#entries) {
      const resources: Iterable<Key> = requiredValues(entry.rule, FIELDS.resource) ?? [EVERY];
      const verbs: Iterable<Key> = requiredValues(entry.rule, FIELDS.verb) ?? [EVERY];
      for (const resource of resources) for (const verb of verbs) this.#add(resource, verb, entry);
    }
  }

  #add(resource: Key, verb: Key, entry: Entry): void {
    const byVerb = this.#byResource.get(resource) ?? new Map<Key, Entry[]>();
    this.#byResource.set(resource, byVerb);
    byVerb.set(verb, [...(byVerb.get(verb) ?? []), entry]);
  }

  /** Whether any rule could match the event of a line with this head. False is certain. */
  mayMatch(head: AuditHead, line: string): boolean {
    const request = requestOf(head);
    let event: AuditEvent | undefined;
    for (const entries of this.#about(request)) {
      for (const entry of entries) {
        if (!couldMatch(entry, request) || !mayHaveKey(entry, line)) continue;
        event ??= eventOf(head);
        if (!entry.ruledOut?.(event)) return true;
      }
    }
    return false;
  }

  /** The rules that match the event, in the order of the set. */
  match(event: AuditEvent): EventRule[] {
    const request = onlyRequest(event);
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

const couldMatch = ({stages, subresources, codes, usernames}: Entry, request: Request): boolean =>
  (codes === undefined || codes.has(request.code)) &&
  (subresources === undefined || subresources.has(request.subresource)) &&
  (stages === undefined || stages.has(request.stage)) &&
  (usernames === undefined || usernames.has(request.username));

/** Letters, digits, `_` and `-`, when they are written as escapes: then words cannot be looked for. */
const ESCAPED_WORD = /\\u00(?:2d|3\d|[4-7])/i;

function mayHaveKey({keys}: Entry, line: string): boolean {
  if (keys === undefined) return true;
  for (const key of keys) if (line.includes(key)) return true;
  return line.includes('\\u') && ESCAPED_WORD.test(line);
}

const requestOf = (head: AuditHead): Request => ({
  stage: head.stage.toLowerCase(),
  verb: head.verb.toLowerCase(),
  resource: head.resource.toLowerCase(),
  subresource: head.subresource.toLowerCase(),
  apiGroup: head.apiGroup.toLowerCase(),
  code: head.code,
  username: head.username.toLowerCase(),
});

/** What a head tells, as an event; the rest of it is not known. */
const eventOf = ({stage, verb, resource, subresource, apiGroup, code, username}: AuditHead): AuditEvent => ({
  ...{level: 'Metadata', auditID: '', requestURI: '', requestReceivedTimestamp: '', stageTimestamp: ''},
  ...{stage: stage as AuditEvent['stage'], verb},
  user: username === '' ? {} : {username},
  objectRef: {
    ...(resource !== '' && {resource}),
    ...(subresource !== '' && {subresource}),
    ...(apiGroup !== '' && {apiGroup}),
  },
  responseStatus: code === '' ? {} : {code: Number(code)},
});

/** Undefined for an event in which one of the fields has several values: then every rule is tried. */
function onlyRequest(event: AuditEvent): Request | undefined {
  const {objectRef, responseStatus, user} = event;
  const request = {
    stage: only('stage', event.stage, event),
    verb: only('verb', event.verb, event),
    resource: only('resource', objectRef?.resource, event),
    subresource: only('subresource', objectRef?.subresource, event),
    apiGroup: only('apiGroup', objectRef?.apiGroup, event),
    code: only('code', responseStatus?.code, event),
    username: only('username', user?.username, event),
  };
  return Object.values(request).includes(undefined) ? undefined : (request as Request);
}

/** The value of a field, where it usually stands or as a rule would find it. */
function only(name: keyof Request, usual: unknown, event: AuditEvent): string | undefined {
  if (typeof usual === 'string') return usual.toLowerCase();
  if (typeof usual === 'number') return String(usual);
  const values = READERS[name]?.read(event) ?? [];
  if (values.length > 1) return undefined;
  const [value] = values;
  if (value === undefined || value === null) return ABSENT;
  return typeof value === 'object' ? undefined : String(value).toLowerCase();
}
