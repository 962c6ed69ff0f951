import type {ScoreCard} from '../../score/card.js';
import {scoreResponse} from '../../score/response-card.js';
import type {Block, Document} from '../document/document.js';
import {hotWash, unknown} from './afterwards.js';
import {annex} from './annex.js';
import {communications, decisions} from './answers/answers.js';
import {attacks} from './attacks.js';
import {type Action, improvementPlan} from './improvement.js';
import {objectives} from './objectives.js';
import {overview} from './overview.js';
import {markOf, type Played} from './people.js';
import {executiveSummary} from './summary.js';
import {timeline} from './timeline.js';

/** What the after-action report of a drill with people says beside its log. */
export interface Around {
  /** SHA-256 of the log. */
  sha256?: string;
  /** The improvement plan. */
  actions: readonly Action[];
  /** What the last run of the same drill left open. */
  before: readonly Action[];
}

const SIMULATED: Block = {
  kind: 'paragraph',
  text: [
    {strong: 'Simulated.'},
    ' No real API server was involved: what machines saw here says nothing about a real cluster.',
  ],
  look: 'notice',
};

const RECORDED: Block = {
  kind: 'paragraph',
  text: [
    {strong: 'Recorded.'},
    ' Nobody touched a cluster: evidence and detection are those of an earlier run, and only what people did is new.',
  ],
  look: 'notice',
};

/** The after-action report of a drill with people: ten chapters and an annex. */
export function aarOf(view: Played, card: ScoreCard, {sha256, actions, before}: Around): Document {
  const title = view.exercise.live.opened?.title ?? 'kubedrill';
  const mark = markOf(view);
  return {
    title: `${title}: after-action report`,
    ...{name: `${mark} · ${title}`, mark},
    head: [
      {
        kind: 'paragraph',
        text: [{strong: mark}, ' This was a drill. Nothing in this report has happened outside of it.'],
      },
      ...(view.exercise.live.opened?.kind === 'tabletop' ? [RECORDED] : []),
      ...(view.started?.cluster.simulated ? [SIMULATED] : []),
    ],
    sections: [
      overview(view),
      executiveSummary(view, card, scoreResponse(view)),
      objectives(view),
      timeline(view),
      attacks(view),
      decisions(view),
      communications(view),
      improvementPlan(view, actions, before),
      hotWash(view),
      unknown(view),
      annex(view, sha256),
    ],
  };
}
