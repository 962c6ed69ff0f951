import {responseOf} from '../../response/measures.js';
import {containmentText, evidenceText, harmText, measureText} from '../../response/words.js';
import {type ResponseCard, scoreResponse} from '../../score/response-card.js';
import type {RunView} from '../../view/view.js';
import {type Block, list, paragraph, type Section} from './document.js';

/** How people responded, where anybody was to or did. */
export function response(view: RunView): Section[] {
  const measured = responseOf(view);
  if (!measured.length) return [];
  const rows = measured.map(measures => {
    const {scenario, detect, acknowledge, open, harm, evidence} = measures;
    return [
      {scenario: scenario.plan.id, title: scenario.plan.title},
      detect ? measureText(detect) : '–',
      acknowledge ? [measureText(acknowledge), acknowledge.person].filter(Boolean).join(' by ') : '–',
      containmentText(measures),
      open.map(({check}) => check).join('; ') || '–',
      harm.map(harmText).join('; ') || '–',
      evidence.map(evidenceText).join('; ') || '–',
    ];
  });
  const head = [
    'scenario',
    'alert after',
    'acknowledged, after the alert',
    'contained',
    'what did not hold',
    'harm',
    'evidence',
  ];
  const card = scoreResponse(view);
  return [
    {
      title: 'How people responded',
      ...(card?.total !== undefined && {figure: {value: String(card.total), of: 'of 100'}}),
      blocks: [{kind: 'table', head, rows}, ...(card ? cardBlocks(card) : [])],
    },
  ];
}

/** The response score, and how it is made. */
function cardBlocks({components, remarks}: ResponseCard): Block[] {
  const rows = components.map(c => [c.id, String(c.points), String(c.max), c.explanation]);
  return [
    {kind: 'table', head: ['response', 'points', 'of', 'how'], rows, numeric: [1, 2]},
    paragraph('The response does not count in the score above, which is that of logging and alerting.'),
    ...(remarks.length ? [list(remarks)] : []),
  ];
}
