import {type Choice, type ClusterRequest, IN_CLUSTER} from '../../cluster/request.js';
import type {RunIdentity} from '../../drill/context/context.js';
import {usageError} from '../../lib/errors.js';
import type {RunFlags} from './options.js';
import {vcsState} from './vcs.js';

/** What a person says of a run, so that it is found again among others. */
export interface RunNames {
  labels: Readonly<Record<string, string>>;
  fleet?: string;
}

/**
 * The labels and the fleet that flags name.
 *
 * @throws DrillError (exit code 2) for what is not one.
 */
export function namesOf({label = [], fleet}: Pick<RunFlags, 'label' | 'fleet'>): RunNames {
  const labels = label.map(parsedLabel);
  const twice = labels.find(([key], index) => labels.findIndex(([other]) => other === key) !== index);
  if (twice) throw usageError(`--label gives ${twice[0]} twice`, ['give each key once']);
  if (fleet !== undefined && !/^[a-z0-9][a-z0-9._-]{0,62}$/.test(fleet)) {
    throw usageError(`--fleet ${JSON.stringify(fleet)} is not a name`, [
      'take lower-case letters, digits, dots, dashes and underscores, 63 at the most: --fleet prod',
    ]);
  }
  return {labels: Object.fromEntries(labels), ...(fleet !== undefined && {fleet})};
}

function parsedLabel(text: string): [key: string, value: string] {
  const [, key, value] = /^([a-z0-9][a-z0-9._/-]{0,62})=(.*)$/is.exec(text) ?? [];
  if (key !== undefined && value !== undefined && value.length <= 200 && !/\p{Cc}/u.test(value)) return [key, value];
  throw usageError(`--label ${JSON.stringify(text)} is not KEY=VALUE`, [
    'write --label team=pay: a key of letters, digits, dots, dashes, underscores and slashes, and at most 200 characters on one line',
  ]);
}

/** Everything that a run is told of itself beside its files. It never fails: what cannot be asked is absent. */
export async function identityOf(
  flags: RunFlags,
  {context, reuse}: ClusterRequest,
  {kind}: Choice,
  env: NodeJS.ProcessEnv,
): Promise<RunIdentity> {
  const vcs = await vcsState(process.cwd(), env);
  // What every pod calls its cluster would be one history of all clusters.
  const name = context === IN_CLUSTER ? (flags.yesThisCluster ?? context) : context;
  return {...namesOf(flags), cluster: flags.clusterName ?? name ?? reuse ?? kind, ...(vcs && {vcs})};
}
