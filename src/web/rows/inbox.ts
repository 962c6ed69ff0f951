import type {Hello} from '../../view/live/facts.js';
import type {LiveView} from '../../view/live/view.js';
import {nameOf} from './people.js';
import {storyTime} from './times.js';

/** Something that was said to people: an inject of the story, or a message of those who control. */
export interface InboxRow {
  kind: 'inject' | 'message';
  id: string;
  n: number;
  t: number;
  text: string;
  from?: string;
  via?: string;
  to: string[];
  /** The time in the story, where there is one. */
  story?: string;
  /** Names of those who have read it. */
  readBy: string[];
  isRead: boolean;
  /** Whether it is for those who have this role. */
  isMine: boolean;
}

/** What was said, the newest first, for somebody. */
export function inboxRows(view: LiveView, {person, role, kind}: Pick<Hello, 'person' | 'role' | 'kind'>): InboxRow[] {
  const isMine = (to: readonly string[]) => kind === 'responds' && (!to.length || to.includes(role));
  const injects = Object.values(view.injects).flatMap(({delivered, readBy}): InboxRow[] => {
    const {inject: id, n, t, text, from, via, to} = delivered;
    if (text === undefined) return [];
    const story = storyTime(view.opened?.story, t);
    const names = readBy.map(reader => nameOf(view, reader));
    return [
      {
        ...{kind: 'inject', id, n, t, text, via, to, readBy: names},
        ...{isRead: readBy.includes(person), isMine: isMine(to)},
        ...(from !== undefined && {from}),
        ...(story !== undefined && {story}),
      },
    ];
  });
  const messages = view.messages.map(
    ({id, n, t, text, by, to}): InboxRow => ({
      ...{kind: 'message', id, n, t, text, to, from: nameOf(view, by), readBy: [], isRead: true},
      isMine: isMine(to),
    }),
  );
  return [...injects, ...messages].toSorted((a, b) => b.n - a.n);
}
