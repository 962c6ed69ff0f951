import {responseOf} from '../../response/measures.js';
import {containmentText, evidenceText, harmText, measureText} from '../../response/words.js';
import type {RunView} from '../../view/view.js';
import type {Section} from './document.js';

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
      open.map(({check, detail}) => detail || check).join('; ') || '–',
      harm.map(harmText).join('; ') || '–',
      evidence.map(evidenceText).join('; ') || '–',
    ];
  });
  const head = [
    'scenario',
    'alert after',
    'acknowledged, after the alert',
    'contained',
    'still open',
    'harm',
    'evidence',
  ];
  return [{title: 'How people responded', blocks: [{kind: 'table', head, rows}]}];
}
