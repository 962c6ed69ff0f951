import {printable} from '../../lib/text/printable.js';
import type {ScoreCard} from '../../score/card.js';
import type {RunView} from '../../view/view.js';
import {type Notice, noticesOf} from './notices.js';

/** GitHub shows at most this many of each level a step, and drops the others without a word. */
const SHOWN = 10;

/**
 * A run as annotations of GitHub, the worst first. The tenth of a level says how many more there are.
 *
 * @see https://docs.github.com/en/actions/reference/workflow-commands-for-github-actions
 */
export function annotationsReport(view: RunView, card: ScoreCard): string {
  const notices = noticesOf(view, card);
  const levels = (['error', 'warning'] as const).map(level => notices.filter(notice => notice.level === level));
  return levels.flatMap(shown).map(commandOf).join('');
}

function shown(notices: readonly Notice[]): Notice[] {
  const more = notices.length - SHOWN;
  return notices
    .slice(0, SHOWN)
    .map((notice, i) =>
      more > 0 && i === SHOWN - 1 ? {...notice, message: `${notice.message}; and ${more} more`} : notice,
    );
}

const commandOf = ({level, title, message}: Notice): string =>
  `::${level} title=${escapedProperty(`kubedrill ${title}`)}::${escaped(message)}\n`;

/** Line ends and percent signs are code; whatever else cannot be printed is made visible before. */
const escaped = (text: string): string =>
  text
    .split(/\r\n|\r|\n/)
    .map(printable)
    .join('\n')
    .replaceAll('%', '%25')
    .replaceAll('\n', '%0A');

/** Colons and commas end a property. */
const escapedProperty = (text: string): string => escaped(text).replaceAll(':', '%3A').replaceAll(',', '%2C');
