import type {Layout} from '../../events/workshop.js';
import type {SavedExercise} from '../../live/server/saved.js';
import type {ListenFlags} from '../live/room/address.js';

/** The flags of `workshop`. */
export interface WorkshopFlags extends ListenFlags {
  teams: string;
  names?: string;
  on: Layout;
  length: string;
  language: string;
  start?: boolean;
  tui?: boolean;
  alone: string;
  workloadImage?: string;
  context?: string;
  yesThisCluster?: string;
  auditLog?: string;
  nodeImage?: string;
  force?: boolean;
  print?: string;
  out: string;
}

/** A workshop that goes on after its process was killed. */
export interface Resumed {
  dir: string;
  saved: SavedExercise;
  /** Those of the teams, by their ids. */
  teams: ReadonlyMap<string, SavedExercise>;
}
