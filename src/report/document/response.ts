import {formatDuration} from '../../lib/duration.js';
import {responseOf} from '../../response/measures.js';
import {measureText} from '../../response/words.js';
import type {RunView} from '../../view/view.js';
import type {Section} from './document.js';

/** How people responded, where anybody was to or did. */
export function response(view: RunView): Section[] {
  const measured = responseOf(view);
  if (!measured.length) return [];
  const rows = measured.map(({scenario, detect, acknowledge, contain, containment, open}) => [
    {scenario: scenario.plan.id, title: scenario.plan.title},
    detect ? measureText(detect) : '–',
    acknowledge ? [measureText(acknowledge), acknowledge.person].filter(Boolean).join(' by ') : '–',
    contain
      ? `${measureText(contain)} of ${formatDuration(contain.slaMs)}${containment === 'late' ? ', late' : ''}`
      : '–',
    open.map(({check, detail}) => detail || check).join('; ') || '–',
  ]);
  return [
    {
      title: 'How people responded',
      blocks: [
        {
          kind: 'table',
          head: ['scenario', 'alert after', 'acknowledged, after the alert', 'contained', 'what was still open'],
          rows,
        },
      ],
    },
  ];
}
