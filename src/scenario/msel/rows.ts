import type {EventOf} from '../../events/events.js';
import {milliseconds} from '../../lib/duration.js';
import {type Text, textIn} from '../exercise/people.js';
import type {Inject} from '../exercise/script.js';
import type {Drill} from '../schema.js';
import type {Row} from './columns.js';
import {clockWords, storyWords} from './times.js';
import {triggerWords} from './trigger.js';

type Story = Drill['pace']['story'];

/** The script of a drill as a master scenario events list, in a language. */
export const toRows = ({script, pace}: Pick<Drill, 'script' | 'pace'>, language = 'en'): Row[] =>
  script.map(inject => rowOf(inject, pace.story, language));

/** One inject as a line of the list. */
export function rowOf(inject: Inject, story: Story, language: string): Row {
  const text = (value: Text | undefined) => (value === undefined ? '' : textIn(value, language));
  const ms = inject.at === undefined ? undefined : milliseconds(inject.at);
  return {
    ...{number: inject.id, title: text(inject.title) || defaultTitle(inject, language)},
    ...{scheduled: timeWords(ms), delivered: '', ...storyWords(story, ms)},
    description: descriptionOf({...inject, text: text(inject.text)}),
    ...{from: text(inject.from), to: inject.to.join(', '), method: inject.via},
    ...{expect: text(inject.expect), notes: text(inject.notes), phase: ''},
    ...{objectives: inject.objectives.join(', '), kind: inject.kind, trigger: triggerWords(inject), status: 'planned'},
  };
}

/** What an inject does, in one cell; attacks and questions are named, so that they can be read again. */
const descriptionOf = ({attack, ask, text}: Partial<Record<'attack' | 'ask' | 'text', string | undefined>>): string =>
  attack !== undefined ? `Attack: ${attack}` : ask !== undefined ? `Question: ${ask}` : (text ?? '');

function defaultTitle({attack, ask, text}: Inject, language: string): string {
  const words = attack ?? ask ?? (text === undefined ? '' : textIn(text, language));
  return words.length > 60 ? `${words.slice(0, 59)}…` : words;
}

/** What a run tells of its script. */
export interface Played {
  opened: Pick<EventOf<'exercise.opened'>, 'story'>;
  injects: EventOf<'script.loaded'>['injects'];
  delivered: readonly EventOf<'inject.delivered'>[];
  skipped: readonly EventOf<'inject.skipped'>[];
  /** Names by participant. */
  names: ReadonlyMap<string, string>;
}

/** The script as it was played: when each inject was delivered, or why it was not. */
export const playedRows = ({opened, injects, delivered, skipped, names}: Played): Row[] =>
  injects.map(inject => {
    const done = delivered.find(one => one.inject === inject.id);
    const left = skipped.find(one => one.inject === inject.id);
    const plannedMs = done?.planned ?? inject.at;
    const by = done && (names.get(done.by) ?? `the ${done.by}`);
    const status = done ? `delivered by ${by}` : left ? `skipped: ${left.reason}` : 'not delivered';
    const {from = '', expect = '', notes = '', title, via, kind, due} = inject;
    return {
      ...{number: inject.id, title, scheduled: timeWords(plannedMs), delivered: timeWords(done?.t)},
      ...storyWords(opened.story, done?.t ?? plannedMs),
      description: descriptionOf({...inject, text: done?.text ?? inject.text}),
      ...{from, to: (done?.to ?? inject.to).join(', '), method: via, expect, notes, phase: ''},
      ...{objectives: inject.objectives.join(', '), kind, trigger: due, status},
    };
  });

const timeWords = (ms: number | undefined): string => (ms === undefined ? '' : clockWords(ms));
