import type {Rule, RuleSet} from '../../../sigma/rule-set.js';
import type {RuleFlags} from '../load.js';
import type {Digest, Hit} from '../play/digest.js';
import type {LogLines} from '../play/digest-lines.js';
import type {Window} from '../play/window.js';

/** What a thread begins with: rules hold functions, so each thread loads them itself. */
export interface ThreadStart {
  flags: RuleFlags;
  window: Window;
  /** Audit ids that labels name; undefined without labels. */
  labelled: ReadonlySet<string> | undefined;
}

/** Lines for a thread. */
export interface Job extends LogLines {
  id: number;
}

/** A digest as it is sent: rules by their place in the set. */
export type SentDigest = Omit<Digest, 'hits'> & {hits: (Omit<Hit, 'rules'> & {rules: number[]})[]};

/** What a thread says: that it is ready, with the rules that it has loaded, or what lines came to. */
export type Said = {type: 'ready'; rules: string[]} | {type: 'digest'; id: number; digest: SentDigest | undefined};

/** What two loads of the same files have in common, in its order. */
export const namesOf = ({rules}: RuleSet): string[] => rules.map(({file, id}) => `${file} ${id}`);

/** Replaces rules by their places. */
export function toSend({hits, ...digest}: Digest, places: ReadonlyMap<Rule, number>): SentDigest {
  return {...digest, hits: hits.map(hit => ({...hit, rules: hit.rules.map(rule => places.get(rule) ?? -1)}))};
}

/** The digest that was sent. */
export function received({hits, ...digest}: SentDigest, {rules}: RuleSet): Digest {
  return {
    ...digest,
    hits: hits.map(hit => ({...hit, rules: hit.rules.flatMap(place => rules[place] ?? [])})),
  };
}
