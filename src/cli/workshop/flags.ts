import type {Layout} from '../../events/workshop.js';
import type {ListenFlags} from '../live/room/address.js';

/** The flags of `workshop`. */
export interface WorkshopFlags extends ListenFlags {
  teams: string;
  names?: string;
  on: Layout;
  length: string;
  language: string;
  start?: boolean;
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
