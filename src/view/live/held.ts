import {type Telling, term} from './told/telling.js';
import type {LiveView} from './view.js';
import {isSteered} from './words.js';

/**
 * Why the clock of a drill stands, or why it goes on although nobody steers it, as far as this role was told; undefined
 * where neither is so.
 */
export function heldReason(view: LiveView, telling: Telling): {isPaused: boolean; why: string} | undefined {
  const {state, reason} = view.clock;
  if (reason === undefined) return undefined;
  if (state === 'paused') return {isPaused: true, why: term(telling, reason)};
  return state === 'running' && !isSteered(view) ? {isPaused: false, why: term(telling, reason)} : undefined;
}
