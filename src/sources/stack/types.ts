import type {Stage} from '../../events/words.js';
import type {Companion, SourceType} from '../kit/source-type.js';
import {SOURCE_TYPES} from '../registry.js';
import type {SourceConfig} from './schema.js';

/** The type of a source of a stack file. */
export const typeOf = (config: SourceConfig): SourceType => SOURCE_TYPES[config.type] as unknown as SourceType;

/** The sources that it yields beside its own, each with its id. */
export const companionsOf = (config: SourceConfig & {id: string}): (Companion & {id: string})[] =>
  (typeOf(config).companions?.(config) ?? []).map(companion => ({
    ...companion,
    id: `${config.id}-${companion.suffix}`,
  }));

/** The stages that it sees, alone and by its companions. */
export const stagesSeenBy = (config: SourceConfig & {id: string}): Stage[] => [
  typeOf(config).stage(config),
  ...companionsOf(config).map(({stage}) => stage),
];
