import type {ScoreCard} from '../../score/card.js';
import type {ResponseCard} from '../../score/response-card.js';
import {type Block, list, paragraph, type Section} from '../document/document.js';
import {gateText} from '../document/facts.js';
import {findingsOf} from './findings.js';
import type {Played} from './people.js';

/** How many strengths, and how many areas to improve. */
const MOST = 3;

/** For those who read one page: the numbers, three strengths, three areas to improve, the gates. */
export function executiveSummary(view: Played, card: ScoreCard, response: ResponseCard | undefined): Section {
  const findings = findingsOf(view);
  const texts = (isGood: boolean) =>
    findings
      .filter(one => one.isGood === isGood)
      .slice(0, MOST)
      .map(({text}) => text);
  const {total, gates} = card;
  return {
    title: '2 Executive summary',
    ...(response?.total !== undefined && {
      figure: {value: String(response.total), of: 'of 100 for the response of people'},
    }),
    blocks: [
      paragraph(
        view.exercise.live.opened?.kind === 'tabletop'
          ? 'What machines made of the attacks was recorded before, and is no result of this drill.'
          : `Detection, which is the machines' part, has a score of its own: ${total} of 100.`,
      ),
      part('Strengths', texts(true), 'Nothing that was measured went as it should.'),
      part('Areas to improve', texts(false), 'Nothing that was measured went wrong.'),
      ...(gates.length ? [{kind: 'part', title: 'Gates', blocks: [list(gates.map(gateText))]} as const] : []),
      ...(response ? [cardPart(response)] : []),
    ],
  };
}

const part = (title: string, texts: readonly string[], none: string): Block => ({
  ...{kind: 'part', title},
  blocks: [texts.length ? {kind: 'list', items: texts.map(text => ({text})), look: 'numbered'} : paragraph(none)],
});

/** The response score, and how it is made. */
function cardPart({components, remarks}: ResponseCard): Block {
  const rows = components.map(c => [c.id, String(c.points), String(c.max), c.explanation]);
  return {
    ...{kind: 'part', title: 'How the number of the response is made'},
    blocks: [
      {kind: 'table', head: ['response', 'points', 'of', 'how'], rows, numeric: [1, 2]},
      ...(remarks.length ? [list(remarks)] : []),
    ],
  };
}
