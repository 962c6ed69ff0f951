import type {AuditEvent} from '../../audit/event.js';
import {type AuditHead, type RequestKind, requestKind} from '../../audit/head/head.js';
import {interned} from '../../lib/interned.js';
import {mix} from '../../lib/mix.js';
import {requiredValues} from '../reason/requirements.js';
import type {EventRule} from '../rule-set.js';
import {type Candidate, candidateOf} from './candidate.js';
import {CandidateLists, type Candidates} from './candidate-lists.js';
import {OTHER_PARTS, requestOf} from './head-parts.js';
import {PartFilter} from './part-filter.js';
import {withWordsIn} from './word-filter.js';

/** The rules are remembered for this many kinds of requests; a power of two. */
const SLOTS = 8192;

/**
 * Finds the rules that could match an event by what its head tells. It begins with the rules about its kind of request,
 * and drops those that another part rules out. What has been found is remembered: a rule is asked when a kind of
 * request, or a text of another part, comes for the first time. So the cost of an event does not grow with all rules.
 */
export class RuleIndex {
  readonly #all: readonly Candidate[];
  /** Those that a resource may concern, by its name in lower case: they require it, or none. */
  readonly #about: ReadonlyMap<string, readonly Candidate[]>;
  /** Those that require no resource. */
  readonly #others: readonly Candidate[];
  /** By the kind of request: two that share a slot only take it from one another. */
  readonly #first: ({kind: RequestKind; candidates: Candidates} | undefined)[] = new Array(SLOTS).fill(undefined);
  readonly #lists = new CandidateLists();
  readonly #filters: readonly PartFilter[];

  constructor(rules: readonly EventRule[]) {
    this.#all = rules.map(candidateOf);
    const required = this.#all.map(({rule}) => requiredValues(rule, 'objectRef.resource'));
    const about = (resource?: string) =>
      this.#all.filter((_, i) => required[i] === undefined || (resource !== undefined && required[i].has(resource)));
    this.#others = about();
    const resources = new Set(required.flatMap(values => [...(values ?? [])]));
    this.#about = new Map([...resources].map(resource => [resource, about(resource)]));
    this.#filters = OTHER_PARTS.map(part => new PartFilter(part, this.#lists, this.#all));
  }

  /** The rules that could match the event of a line with this head; that others cannot is certain. */
  candidates(head: AuditHead, line: string): readonly Candidate[] {
    return withWordsIn(this.#left(head), line);
  }

  /**
   * The rules that match the event, in the order of the set; asked are all that could, or those of the event's line.
   */
  match(event: AuditEvent, candidates?: readonly Candidate[]): EventRule[] {
    const matching = candidates
      ? candidates.filter(({remainder}) => remainder(event))
      : this.#candidatesOf(event).filter(({rule}) => rule.test(event));
    return matching.map(({rule}) => rule);
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
    const slot = slotOf(request);
    const known = this.#first[slot];
    if (known && isSameKind(known.kind, request)) return known.candidates;
    const {verb, resource, subresource, apiGroup, code} = request;
    const kind = {
      ...{verb: interned(verb), resource: interned(resource), subresource: interned(subresource)},
      ...{apiGroup: interned(apiGroup), code: interned(code)},
    };
    const candidates = this.#lists.of(this.#find(kind));
    this.#first[slot] = {kind, candidates};
    return candidates;
  }

  #find(kind: RequestKind): Candidate[] {
    const [verb, request] = [kind.verb.toLowerCase(), requestOf(kind)];
    return (this.#about.get(kind.resource.toLowerCase()) ?? this.#others).filter(
      ({verbs, codes, refutedByRequest}) =>
        (verbs === undefined || verbs.has(verb)) &&
        (codes === undefined || codes.has(kind.code)) &&
        !refutedByRequest?.(request),
    );
  }
}

const isSameKind = (a: RequestKind, b: RequestKind): boolean =>
  a.resource === b.resource &&
  a.verb === b.verb &&
  a.subresource === b.subresource &&
  a.code === b.code &&
  a.apiGroup === b.apiGroup;

/** From a few of their letters: making a text of all of them, to look it up, takes longer than all else. */
function slotOf({verb, resource, subresource, apiGroup, code}: RequestKind): number {
  let mixed = mix(verb.length, resource.length);
  mixed = mix(mixed, subresource.length);
  mixed = mix(mixed, apiGroup.length);
  mixed = mix(mixed, verb.charCodeAt(0));
  mixed = mix(mixed, resource.charCodeAt(0));
  mixed = mix(mixed, resource.charCodeAt(resource.length - 2));
  mixed = mix(mixed, subresource.charCodeAt(0));
  mixed = mix(mixed, code.charCodeAt(0));
  mixed = mix(mixed, code.charCodeAt(2));
  return (mixed ^ (mixed >>> 13)) & (SLOTS - 1);
}
