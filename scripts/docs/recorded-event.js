import {readFileSync} from 'node:fs';
import {packaged} from '../../build/lib/paths.js';
import {code} from '../../build/report/markdown/text.js';

/** By scenario, an audit event of its attack and the rule that it met; `record-events.js` writes it. */
export const RECORDED = packaged('test', 'fixtures', 'audit', 'catalogue.json');
const recorded = JSON.parse(readFileSync(RECORDED, 'utf8'));

/** Shown whatever the rule looks at: who did what, and what came of it. */
const ALWAYS = ['auditID', 'stage', 'verb', 'user.username', 'objectRef', 'responseStatus.code'];
/** Longer texts say no more to a reader. */
const LONGEST = 120;

/** One recorded event of the attack, cut down to the fields that its rule looks at; nothing where none is recorded. */
export function recordedEvent({id}, rules) {
  const {rule, event} = recorded[id] ?? {};
  if (!event) return [];
  const fields = [...ALWAYS, ...fieldsOf(rule, event, rules)];
  const text = JSON.stringify(cut(event, fields), (_, value) => shortened(value), 2);
  return [
    '## As the audit log has it',
    `One event of the attack, from a run on the simulated cluster: what the rule ${code(rule)} looks at, and who did what. Ids and times are replaced.`,
    `\`\`\`json\n${text}\n\`\`\``,
  ];
}

const shortened = value =>
  typeof value === 'string' && value.length > LONGEST ? `${value.slice(0, LONGEST)}…` : value;

/** The fields that a rule asks for; of a correlation, those of the rules that it builds on and the event meets. */
function fieldsOf(id, event, rules) {
  const named = rules.find(rule => rule.id === id);
  const asked =
    named?.kind === 'event' ? [named] : rules.filter(rule => rule.kind === 'event' && rule.silent && rule.test(event));
  return asked
    .flatMap(rule => [...rule.selections.values()].flatMap(selection => selection.alternatives.flat()))
    .map(({field}) => field);
}

/** What lies on the way to any of the fields, in the order of the event; lists keep each element. */
function cut(value, paths) {
  if (paths.includes('')) return value;
  if (Array.isArray(value)) return value.map(element => cut(element, paths)).filter(element => element !== undefined);
  if (typeof value !== 'object' || value === null) return undefined;
  const parts = Object.entries(value).flatMap(([key, inner]) => {
    const below = paths
      .filter(path => path === key || path.startsWith(`${key}.`))
      .map(path => path.slice(key.length + 1));
    const kept = below.length ? cut(inner, below) : undefined;
    return kept === undefined || (Array.isArray(kept) && !kept.length) ? [] : [[key, kept]];
  });
  return parts.length ? Object.fromEntries(parts) : undefined;
}
