import {PLAN} from '../../report/aar/files.js';
import type {Action} from '../../report/aar/improvement.js';

/** More of them would push the join codes off the screen. */
const MOST = 5;

/** What the last run of the drill left open, for the facilitator; nothing where nothing is. */
export function openActionLines(open: readonly Action[]): string[] {
  if (!open.length) return [];
  const told = open.slice(0, MOST).map(({action, owner}) => `  ${action}${owner ? ` (${owner})` : ''}`);
  const more = open.length > MOST ? [`  and ${open.length - MOST} more`] : [];
  const count = `${open.length} ${open.length === 1 ? 'action' : 'actions'}`;
  return [
    `${count} of the last run of this drill are open; write done into the state of its ${PLAN}:`,
    ...told,
    ...more,
  ];
}
