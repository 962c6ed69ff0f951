import type {HoldState} from './hold.js';

/** How a check stands, and why, in words. */
export interface Standing {
  state: HoldState;
  detail: string;
}

/** Something that has to hold before an attack is contained. */
export interface Check {
  /** For a sentence: `clusterrolebindings kd-1a2b3c-root is gone`. */
  name: string;
  /** Lists of the API server whose changes may change how it stands, with their selectors. */
  watches?: readonly string[];
  /** Tells what no API server tells, until the signal: calls `onChange` when how it stands may have changed. */
  hear?(onChange: () => void, signal: AbortSignal): Promise<void>;
  /** Remembers, before the attack, what has to be compared afterwards. */
  before?(signal: AbortSignal): Promise<void>;
  /** Looks once, in a way that nobody takes for an attack. */
  look(signal: AbortSignal): Promise<Standing>;
  /** Makes sure by doing what the attacker did, which others may see and hear of: asked when a look says that it holds. */
  confirm?(signal: AbortSignal): Promise<Standing>;
}

export const held = (detail: string): Standing => ({state: 'held', detail});
export const notHeld = (detail: string): Standing => ({state: 'not held', detail});
export const unknown = (detail: string): Standing => ({state: 'unknown', detail});
