import type {Facts} from './facts.js';
import {practice, STACK, type Way} from './way.js';

const stack = (part: string) => () => ({[STACK]: practice(part)});
/** A field that every record of the attack has. */
const fieldOf = ({requests}: Facts): string =>
  requests.every(({isResource}) => isResource) ? 'objectRef.resource' : 'verb';

const ahead: Way = {
  title: 'The time of records is an hour ahead, so the windows of the rule do not cover it',
  track: 'pipeline',
  symptom: 'The nodes were moved to another time zone. Everything else is as it was.',
  breaks: stack('    shipper:\n      time: { ahead: 1h }\n'),
  hints: () => [
    'The record is in the index, and the rule looks at the last minutes. Of which time is the record?',
    '@timestamp is set by the shipper. An audit event has a time of its own: stageTimestamp, in UTC.',
    'Take time away from the shipper in stack.yaml.',
  ],
  solution: 'A rule over a store looks at a window of @timestamp. What is dated later is not in it yet.',
};

const renamed: Way = {
  title: 'A field is renamed on the way into the store',
  track: 'pipeline',
  symptom: 'The shipper was rewritten, and somebody tidied names up.',
  breaks: facts => {
    const [from, to] = fieldOf(facts) === 'verb' ? ['verb', 'action'] : ['objectRef', 'object_ref'];
    return {[STACK]: practice(`    shipper:\n      rename: { ${from}: ${to} }\n`)};
  },
  hints: facts => [
    'The record is in the index. Which of its fields is called otherwise than in the audit event?',
    `The rule asks for ${fieldOf(facts)}.`,
    'Take rename away from the shipper in stack.yaml, or tell rules the new name under search: { fields: … }.',
  ],
  solution: 'Names are a contract between the shipper and the rules. Either keeps them, or the other is told.',
};

const prefix: Way = {
  title: 'The shipper puts the event below a prefix, and the rule reads it at the root',
  track: 'pipeline',
  symptom: 'The shipper adds what it knows of the node, and keeps the event apart from that.',
  breaks: stack('    shipper:\n      under: kubernetes.audit\n'),
  hints: () => [
    'The record is in the index, and whole. Where in it is the event?',
    'The shipper puts the event under a field. The rule reads it at the root.',
    'Take under away from the shipper in stack.yaml, or let rules read there: search: { under: kubernetes.audit }.',
  ],
  solution: 'Whether the event is the record or a part of it is decided once, by both ends.',
};

const mapping: Way = {
  title: 'The store refuses the record for a mapping conflict; the shipper goes on',
  track: 'pipeline',
  symptom: 'The index is old. It was made when something else was written to it.',
  breaks: facts => ({[STACK]: practice(`    index:\n      mapping: { ${fieldOf(facts)}: long }\n`)}),
  hints: facts => [
    'The record leaves the node and is not in the index. What does the index say of it?',
    `The index takes ${fieldOf(facts)} for a number.`,
    `Map ${fieldOf(facts)} as keyword in stack.yaml, or not at all.`,
  ],
  solution:
    'The first record decides the type of a field, and what does not fit it is refused. A template says what a field is before the first record comes.',
};

const refresh: Way = {
  title: 'The index makes its records searchable later than the SLA',
  track: 'pipeline',
  symptom: 'The store was slow, and its operators found a setting that helped.',
  breaks: stack('    index:\n      refresh: 5m\n'),
  hints: () => [
    'The record is in the index, and no search finds it yet. When will one?',
    'An index makes new records searchable at each refresh.',
    'Take refresh away from the index in stack.yaml, or make it a few seconds.',
  ],
  solution: 'How late an alert is, is the sum of what each link waits for. The refresh of the index is one of them.',
};

const silence: Way = {
  title: 'The alert is silenced',
  track: 'pipeline',
  symptom: 'There was maintenance on Sunday. It is long over.',
  breaks: stack(
    '    alerts:\n      silences:\n        - { rule: "*", by: night shift, why: maintenance of the nodes }\n',
  ),
  hints: () => [
    'The rule matched. What became of its alert?',
    'A silence is in force, and it is for every rule.',
    'Take the silence away in stack.yaml, or let it name the one rule that it is for.',
  ],
  solution: 'A silence names what it is for, and ends. One for everything is an attacker’s best friend.',
};

/** Ways that the pipeline between audit log and people breaks the chain. */
export const PIPELINE_WAYS = {
  'time-ahead': ahead,
  renamed,
  prefix,
  mapping,
  refresh,
  silence,
} as const;
