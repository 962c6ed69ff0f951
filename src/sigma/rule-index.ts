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

/** Rules that a line may concern. */
export type Candidates = readonly Entry[];

/** What was found for a request: the rules, and words of which one must be in the line when all of them ask for one. */
interface Found {
  entries: Candidates;
  words: RegExp | undefined;
}
const NOBODY: Candidates = [];
/** So many different requests are remembered, and of each so many users. */
const REMEMBERED = 2000;

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
  readonly #known = new Map<string, Map<string, Found>>();

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

  /** The rules that could match the event of a line with this head; that others cannot is certain. */
  candidates(head: AuditHead, line: string): Candidates {
    const {entries, words} = this.#forHead(head);
    return words === undefined || words.test(line) || hasEscapedWord(line) ? entries : NOBODY;
  }

  /** Requests repeat themselves: what was found for one holds for all that are like it. */
  #forHead(head: AuditHead): Found {
    const {stage, verb, resource, subresource, apiGroup, code, username} = head;
    const like = `${verb} ${resource} ${subresource} ${code} ${stage} ${apiGroup}`;
    const byUser = this.#known.get(like) ?? new Map<string, Found>();
    const known = byUser.get(username);
    if (known) return known;
    if (this.#known.size >= REMEMBERED) this.#known.clear();
    if (byUser.size >= REMEMBERED) byUser.clear();
    const found = this.#find(head);
    this.#known.set(like, byUser.set(username, found));
    return found;
  }

  #find(head: AuditHead): Found {
    const request = requestOf(head);
    const event = eventOf(head);
    const entries = this.#about(request)
      .flat()
      .filter(entry => couldMatch(entry, request) && !entry.ruledOut?.(event));
    const words = entries.map(entry => entry.keys);
    return entries.length && words.every(keys => keys !== undefined)
      ? {entries, words: new RegExp([...new Set(words.flatMap(keys => [...keys]))].join('|'))}
      : {entries, words: undefined};
  }

  /** The rules that match the event, in the order of the set; asked are all that could, or those of the event's line. */
  match(event: AuditEvent, candidates?: Candidates): EventRule[] {
    const found = candidates?.filter(({rule}) => rule.test(event)) ?? this.#ask(event);
    if (found.length > 1) (found as Entry[]).sort((a, b) => a.order - b.order);
    return found.map(entry => entry.rule);
  }

  #ask(event: AuditEvent): Entry[] {
    const request = onlyRequest(event);
    if (!request) return this.#entries.filter(({rule}) => rule.test(event));
    const found: Entry[] = [];
    for (const entries of this.#about(request)) {
      for (const entry of entries) if (couldMatch(entry, request) && entry.rule.test(event)) found.push(entry);
    }
    return found;
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

const hasEscapedWord = (line: string): boolean => line.includes('\\u') && ESCAPED_WORD.test(line);

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
function eventOf({stage, verb, resource, subresource, apiGroup, code, username}: AuditHead): AuditEvent {
  const known = {
    ...{stage, verb, user: {username: username || undefined}},
    responseStatus: {code: code === '' ? undefined : Number(code)},
    objectRef: {
      ...{resource: resource || undefined, subresource: subresource || undefined, apiGroup: apiGroup || undefined},
    },
  };
  return known as unknown as AuditEvent;
}

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
