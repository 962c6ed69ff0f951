import type {LabFile} from '../schema.js';
import type {Facts} from './facts.js';

/** The files of a lab, by their names in a learner's folder. */
export type Files = Readonly<Record<string, string>>;

/** A way of breaking the chain, of which a lab can be made. */
export interface Way {
  /** As docs/broken-links.md calls it. */
  title: string;
  track: LabFile['track'];
  /** What the learner's people know of it, in one or two sentences. */
  symptom: string;
  /** The files that are other than in a chain that holds; undefined where this attack has nothing that could break so. */
  breaks(facts: Facts): Files | undefined;
  /** The files when everything is in order; absent: a whole chain, from the policy to the alert. */
  whole?(facts: Facts): Files;
  /** Plausible solutions that are none, by name: the files that differ from the start. */
  wrong?(facts: Facts): Readonly<Record<string, Files>>;
  hints(facts: Facts): readonly [string, string, string];
  solution: string;
}

export const POLICY = 'audit-policy.yaml';
export const STACK = 'stack.yaml';

/** A stack of the practice pipeline, with this in it. */
export const practice = (part = ''): string =>
  `title: From the audit log to people\nsources:\n  - type: practice\n${part}`;
