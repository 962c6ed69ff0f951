import type {GlobalFlags} from '../io.js';
import type {ListenFlags} from '../live/room/address.js';

/** The flags of `tabletop`. */
export interface TabletopFlags extends GlobalFlags, Omit<ListenFlags, 'listen'> {
  listen?: string;
  answers?: string;
  cards?: string;
  clock?: boolean;
  lookCost: string;
  roll?: boolean;
  whatIf?: boolean;
  random?: boolean;
  print?: string;
  seed?: string;
  language: string;
  alone: string;
  out: string;
  tui?: boolean;
  ascii?: boolean;
}
