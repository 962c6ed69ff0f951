import type {DrillEvent} from '../../events/events.js';
import {accountName} from '../../view/live/account-name.js';

/** Fields that people have written, by type of event: there a part of a name is one, too. */
const WRITTEN: Readonly<Record<string, readonly string[]>> = {
  'note.written': ['text'],
  'message.sent': ['text'],
  'inject.delivered': ['text'],
  'incident.declared': ['summary'],
  'decision.made': ['rationale'],
  'question.answered': ['answer'],
  'evidence.handed-in': ['title'],
  'observation.made': ['text'],
  'survey.answered': ['text'],
  'improvement.proposed': ['text', 'owner'],
  'notice.sent': ['fields'],
  'clock.changed': ['reason'],
  'inject.skipped': ['reason'],
  'participant.changed': ['reason'],
  'response.closed': ['reason'],
  'time.accepted': ['reason'],
};
/** Fields that hold words of the drill, and no person. */
const WORDS = ['type', 'role', 'roles', 'to', 'state', 'kind', 'via', 'scenario', 'at'];
/** Shorter parts of names are words more often than names. */
const SHORTEST_PART = 3;

/** The events of a run without the names of people, and what takes them out of other texts. */
export interface Anonymous {
  events: DrillEvent[];
  told: (text: string) => string;
}

/** Puts roles in the place of names, such as `responder 2`: in every field that holds one, and in what people have written. */
export function anonymous(events: readonly DrillEvent[]): Anonymous {
  const names = roleNames(events);
  const whole = replacer([...names]);
  const parts = new Map<string, string>();
  for (const [name, role] of names) {
    for (const part of name.split(/[^\p{L}\p{N}]+/u)) if (part.length >= SHORTEST_PART) parts.set(part, role);
  }
  const inText = replacer([...names, ...parts]);
  const told = (text: string) => inText(whole(text));
  return {events: events.map(event => withoutNames(event, whole, told)), told};
}

/** Who is called what: participants, and others whom products or accounts name. */
function roleNames(events: readonly DrillEvent[]): Map<string, string> {
  const joined = events.filter(event => event.type === 'participant.joined');
  const called = new Map<string, string>();
  const inRole = new Map<string, number>();
  for (const {name, role, person, user} of joined) {
    const several = joined.filter(other => other.role === role).length > 1;
    const count = (inRole.get(role) ?? 0) + 1;
    inRole.set(role, count);
    const label = several ? `${role} ${count}` : role;
    called.set(name, label);
    called.set(accountName({name, id: person}), label);
    if (user !== undefined) called.set(user, label);
  }
  const others = events.flatMap(event => {
    if (event.type === 'responders.admitted') return event.people.map(({name}) => name);
    return event.type === 'alert.acknowledged' && event.person !== undefined ? [event.person] : [];
  });
  for (const name of others) if (!called.has(name)) called.set(name, `person ${called.size + 1}`);
  return called;
}

type Replace = (text: string) => string;

/** Replaces whole words, the longest first. */
function replacer(names: readonly (readonly [string, string])[]): Replace {
  const byName = new Map(names.map(([name, role]) => [name.toLowerCase(), role] as const));
  const longest = [...byName.keys()].filter(Boolean).toSorted((a, b) => b.length - a.length);
  if (!longest.length) return text => text;
  const escaped = longest.map(name => name.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&'));
  const pattern = new RegExp(`(?<![\\p{L}\\p{N}])(?:${escaped.join('|')})(?![\\p{L}\\p{N}])`, 'giu');
  return text => text.replaceAll(pattern, found => byName.get(found.toLowerCase()) ?? found);
}

function withoutNames(event: DrillEvent, whole: Replace, told: Replace): DrillEvent {
  const written = WRITTEN[event.type] ?? [];
  const entries = Object.entries(event).map(([field, value]) => {
    if (WORDS.includes(field)) return [field, value];
    return [field, mapped(value, written.includes(field) ? told : whole)];
  });
  return Object.fromEntries(entries) as DrillEvent;
}

function mapped(value: unknown, replace: Replace): unknown {
  if (typeof value === 'string') return replace(value);
  if (Array.isArray(value)) return value.map(one => mapped(one, replace));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, one]) => [key, WORDS.includes(key) ? one : mapped(one, replace)]),
  );
}
