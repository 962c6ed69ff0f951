import type {AuditEvent} from '../audit/event.js';
import {type AuditHead, type RequestKind, requestKind} from '../audit/head.js';
import {type Candidate, candidateOf} from './candidate.js';
import {OTHER_PARTS, REQUEST_PARTS, requestOf} from './head-parts.js';
import {type Candidates, candidatesOf, PartFilter} from './part-filter.js';
import {requiredValues} from './requirements.js';
import type {EventRule} from './rule-set.js';

/** For so many kinds of requests the rules about them are remembered. */
const REMEMBERED = 10_000;

/**
 * Finds the rules that could match an event by what its head tells. It begins with the rules about its kind of request,
 * and drops those that another part rules out. What has been found is remembered: a rule is asked when a kind of
 * request, or a text of another part, comes for the first time. So the cost of an event does not grow with all rules.
 */
export class RuleIndex {
  readonly #all: readonly Candidate[];
  /** By the resource that they require, in lower case. */
  readonly #about = new Map<string, Candidate[]>();
  readonly #others: readonly Candidate[];
  /** By the kind of request. */
  readonly #first = new Map<string, Candidates>();
  readonly #filters: readonly PartFilter[];

  constructor(rules: readonly EventRule[]) {
    this.#all = rules.map(candidateOf);
    const required = new Map(this.#all.map(one => [one, requiredValues(one.rule, 'objectRef.resource')]));
    this.#others = this.#all.filter(one => !required.get(one));
    for (const [candidate, resources] of required) {
      for (const resource of resources ?? []) {
        const about = this.#about.get(resource);
        if (about) about.push(candidate);
        else this.#about.set(resource, [candidate]);
      }
    }
    this.#filters = OTHER_PARTS.map(part => new PartFilter(part));
  }

  /** The rules that could match the event of a line with this head; that others cannot is certain. */
  candidates(head: AuditHead, line: string): readonly Candidate[] {
    const left = this.#left(head);
    return left.some(({keys}) => keys) && !hasEscapedWord(line) ? left.filter(keysIn(line)) : left;
  }

  /** The rules that match the event, in the order of the set; asked are all that could, or those of the event's line. */
  match(event: AuditEvent, candidates: readonly Candidate[] = this.#candidatesOf(event)): EventRule[] {
    return candidates.filter(({rule}) => rule.test(event)).map(({rule}) => rule);
  }

  #candidatesOf(event: AuditEvent): readonly Candidate[] {
    const kind = requestKind(event);
    return kind ? this.#firstFor(kind).rules : this.#all;
  }

  #left(head: AuditHead): readonly Candidate[] {
    let left = this.#firstFor(head);
    for (const filter of this.#filters) {
      if (left.parts === 0) break;
      left = filter.left(left, head[filter.part.name]);
    }
    return left.rules;
  }

  #firstFor(request: RequestKind): Candidates {
    const {verb, resource, subresource, apiGroup, code} = request;
    // No name of a head holds a quote.
    const kind = `${verb}"${resource}"${subresource}"${code}"${apiGroup}`;
    const known = this.#first.get(kind);
    if (known) return known;
    if (this.#first.size >= REMEMBERED) this.#first.clear();
    const first = candidatesOf(this.#find(request));
    this.#first.set(kind, first);
    return first;
  }

  #find(kind: RequestKind): Candidate[] {
    const [verb, request] = [kind.verb.toLowerCase(), requestOf(kind)];
    return [...(this.#about.get(kind.resource.toLowerCase()) ?? []), ...this.#others]
      .filter(({verbs, codes}) => (verbs?.has(verb) ?? true) && (codes?.has(kind.code) ?? true))
      .filter(candidate => candidate.couldMatch(REQUEST, request))
      .sort((a, b) => a.order - b.order);
  }
}

const REQUEST = REQUEST_PARTS.reduce((bits, {bit}) => bits | bit, 0);

/** Whether a line has the keys that a rule asks for. */
function keysIn(line: string): (candidate: Candidate) => boolean {
  const found = new Map<string, boolean>();
  const has = (word: string) => {
    const known = found.get(word) ?? line.includes(word);
    found.set(word, known);
    return known;
  };
  return ({keys}) => keys === undefined || keys.some(words => words.every(has));
}

/** Letters, digits, `_` and `-`, when they are written as escapes: then keys cannot be looked for. */
const ESCAPED_WORD = /\\u00(?:2d|3\d|[4-7])/i;

const hasEscapedWord = (line: string): boolean => line.includes('\\u') && ESCAPED_WORD.test(line);
