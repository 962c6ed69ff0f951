import type {Stage} from '../../events/words.js';
import type {Source} from '../source.js';
import {SOURCE_TYPES} from '../types.js';
import type {Stack} from './load.js';
import type {SourceConfig} from './schema.js';
import type {SourceContext, SourceType} from './type.js';

/** The stages that a stack sees, whatever cluster it is used with. */
export const stagesOf = (stack: Stack): Set<Stage> =>
  new Set(stack.sources.map(config => typeOf(config).stage(config)));

const typeOf = (config: SourceConfig): SourceType => SOURCE_TYPES[config.type] as unknown as SourceType;

/**
 * Opens the sources of a stack, in the order of the chain. The cluster's own audit log is followed wherever there is
 * one: it costs nothing, and without it nobody could say whether the API server or the shipper lost a record.
 */
export function openSources(stack: Stack, context: Omit<SourceContext, 'id' | 'secret' | 'text'>): Source[] {
  const {secret, text} = stack;
  const opened = stack.sources.map(config => typeOf(config).open(config, {...context, id: config.id, secret, text}));
  const {auditLog} = context;
  return auditLog && !opened.includes(auditLog) ? [auditLog, ...opened] : opened;
}
