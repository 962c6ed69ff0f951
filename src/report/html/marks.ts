import {STAGES, type Stage} from '../../events/words.js';
import {html, type Markup} from './markup.js';

/** How a link is drawn, and what that is called: shapes differ, not only colours. */
const SHAPES: Readonly<Record<Stage, {word: string; path: (x: number, y: number) => string; filled: boolean}>> = {
  executed: {word: 'ring', path: ring, filled: false},
  audited: {word: 'ring', path: ring, filled: false},
  collected: {word: 'square', path: (x, y) => `M${x - 4} ${y - 4}h8v8h-8z`, filled: false},
  alerted: {word: 'filled circle', path: ring, filled: true},
  acknowledged: {word: 'filled diamond', path: (x, y) => `M${x} ${y - 6}l6 6-6 6-6-6z`, filled: true},
  contained: {word: 'filled square', path: (x, y) => `M${x - 4} ${y - 4}h8v8h-8z`, filled: true},
};

function ring(x: number, y: number): string {
  return `M${x - 4} ${y}a4 4 0 1 0 8 0a4 4 0 1 0-8 0z`;
}

/** The mark of a link at a point, in pixels. */
export function stageMark(stage: Stage, x: number, y: number, label: string): Markup {
  const {path, filled} = SHAPES[stage];
  return html`<path class="mark${filled ? ' alerted' : ''}" d="${path(x, y)}"><title>${label}</title></path>`;
}

/** Where evidence was due that never came. */
export const missedMark = (x: number, y: number, label: string): Markup =>
  html`<path class="cross" d="M${x - 4} ${y - 4}l8 8m0-8l-8 8"><title>${label}</title></path>`;

/** `Ring: audited. Filled circle: alerted.`, of the links that are drawn. */
export function shapesText(stages: Iterable<Stage>): string {
  const drawn = new Set(stages);
  return STAGES.filter(stage => drawn.has(stage))
    .map(stage => `${capital(SHAPES[stage].word)}: ${stage}.`)
    .join(' ');
}

const capital = (word: string): string => `${word[0]?.toUpperCase()}${word.slice(1)}`;
