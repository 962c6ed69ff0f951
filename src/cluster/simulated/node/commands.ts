import {dictionary} from '../../../lib/json/dictionary.js';
import type {Tokens} from '../access/identity.js';
import {TOKEN_DIR} from '../admission/service-account.js';
import {isMap, type KubeObject} from '../objects.js';
import type {Store} from '../store.js';
import {connects} from './network.js';

/** How long the token lives that is mounted into a pod, in seconds. */
const MOUNTED_SECONDS = 3607;
/** What some commands print; nothing is run, and the answer says so. */
const PRINTED: Record<string, string> = dictionary({id: 'uid=0(root) gid=0(root) groups=0(root)\n'});

/** `nc` that connects: the host and the port. */
const NC = /^nc (?:-(?:w ?\d+|[vz]+) )*([^\s-]\S*) (\d+)$/;

/** What a command came to. */
export interface Ended {
  output: string;
  exitCode: number;
}

/**
 * What a command in a container comes to here: canned texts, the one file that a container has from the cluster, and
 * whether a connection could be opened.
 */
export function run(parts: {store: Store; tokens: Tokens}, pod: KubeObject, command: string[]): Ended {
  const [program = '', ...files] = command;
  const text = command.join(' ');
  const [, host, port] = NC.exec(text) ?? [];
  if (host !== undefined) {
    const isOpen = connects(parts.store, pod, host, Number(port));
    return {output: `simulated: ${host}:${port} ${isOpen ? 'open' : 'timed out'}\n`, exitCode: isOpen ? 0 : 1};
  }
  if (program === 'cat' && files[0] === `${TOKEN_DIR}/token`) {
    return {output: mountedToken(parts.store, parts.tokens, pod), exitCode: 0};
  }
  return {output: `${PRINTED[text] ?? ''}simulated: no command was run\n`, exitCode: 0};
}

function mountedToken(store: Store, tokens: Tokens, {metadata, spec}: KubeObject): string {
  const {namespace = '', name = '', uid = ''} = metadata;
  const {serviceAccountName, volumes, nodeName} = isMap(spec) ? spec : {};
  const account = store.get({group: '', resource: 'serviceaccounts', namespace}, String(serviceAccountName));
  const isMounted = Array.isArray(volumes) && volumes.some(volume => isMap(volume) && isMap(volume.projected));
  if (!account || !isMounted) return `cat: can't open '${TOKEN_DIR}/token': No such file or directory\n`;
  const node = store.get({group: '', resource: 'nodes'}, String(nodeName));
  const of = {namespace, name: String(serviceAccountName), uid: account.metadata.uid ?? ''};
  const bonds = [
    {resource: 'pods', namespace, name, uid},
    ...(node ? [{resource: 'nodes', name: String(nodeName), uid: node.metadata.uid ?? ''} as const] : []),
  ] as const;
  return tokens.issueForAccount(of, MOUNTED_SECONDS, bonds).token;
}
