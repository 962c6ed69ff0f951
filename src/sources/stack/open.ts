import {STAGES, type Stage} from '../../events/words.js';
import type {RbacRule} from '../../kube/rbac-rule.js';
import {DrillError} from '../../lib/errors.js';
import type {AuditStream} from '../kit/audit-stream.js';
import type {SourceContext} from '../kit/source-type.js';
import type {Source} from '../source.js';
import type {Stack} from './load.js';
import type {SourceConfig} from './schema.js';
import {companionsOf, stagesSeenBy, typeOf} from './types.js';

/** The stages that a stack sees, whatever cluster it is used with. */
export const stagesOf = (stack: Stack): Set<Stage> => new Set(stack.sources.flatMap(config => stagesSeenBy(config)));

/** The sources of a stack that see alerts. */
export const alertingOf = (stack: Stack): Stack['sources'] =>
  stack.sources.filter(config => typeOf(config).stage(config) === 'alerted');

/** What the sources of a stack read from the cluster that is attacked. */
export const permissionsOfSources = (stack: Stack): RbacRule[] =>
  stack.sources.flatMap(config => typeOf(config).permissions?.(config) ?? []);

/** What opening needs beside what the stack file itself says. */
export type OpenContext = Omit<SourceContext, 'id' | 'secret' | 'text' | 'ownToken' | 'proxy'>;

/** What a source hands on is the stack file's to say, whatever its type. Some have properties that are computed. */
const passingOn = (config: SourceConfig, source: Source): Source =>
  'handsTo' in config && config.handsTo !== undefined ? Object.assign(source, {handsTo: config.handsTo}) : source;

/** A source of a stack file, and, unless it sees the cluster itself, the source that was opened for it. */
export interface Alone {
  config: Stack['sources'][number];
  source?: Source;
}

/** Opens each source on its own, where there is no cluster: those that see the cluster itself cannot be. One may yield several. */
export const openAlone = (stack: Stack, context: OpenContext): Alone[] =>
  stack.sources.flatMap((config): Alone[] => {
    try {
      return openSources({...stack, sources: [config]}, context).map(source => ({config, source}));
    } catch (error) {
      if (!(error instanceof DrillError)) throw error;
      return [{config}];
    }
  });

/**
 * Opens the sources of a stack, in the order of the chain. The cluster's own audit log is followed wherever there is
 * one: it costs nothing, and without it nobody could say whether the API server or the shipper lost a record.
 */
export function openSources(stack: Stack, context: OpenContext): Source[] {
  const {secret, text, ownToken, proxy} = stack;
  const open = (config: Stack['sources'][number], {auditStream} = context): Source[] => {
    const own = {...context, ...(auditStream && {auditStream}), id: config.id, secret, text, ownToken, proxy};
    return [
      passingOn(config, typeOf(config).open(config, own)),
      ...companionsOf(config).map(companion => companion.open({...own, id: companion.id})),
    ];
  };
  // Rules run on whatever has the events: they wait until it is known what that is.
  const audited = stack.sources.filter(config => config.type === 'audit-webhook').flatMap(config => open(config));
  const [posted] = audited as AuditStream[];
  const auditStream = context.auditStream ?? posted;
  const others = stack.sources
    .filter(config => config.type !== 'audit-webhook')
    .flatMap(config => open(config, {...context, ...(auditStream && {auditStream})}));
  const all = [...(context.auditStream ? [context.auditStream] : []), ...audited, ...others];
  return [...new Set(all)].sort((a, b) => STAGES.indexOf(a.stage) - STAGES.indexOf(b.stage));
}
