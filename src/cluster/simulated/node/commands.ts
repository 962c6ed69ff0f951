import {dictionary} from '../../../lib/json/dictionary.js';
import type {Tokens} from '../access/identity.js';
import {TOKEN_DIR} from '../admission/service-account.js';
import {isMap, type KubeObject} from '../objects.js';
import type {Store} from '../store.js';

/** How long the token lives that is mounted into a pod, in seconds. */
const MOUNTED_SECONDS = 3607;
/** What some commands print; nothing is run, and the answer says so. */
const PRINTED: Record<string, string> = dictionary({id: 'uid=0(root) gid=0(root) groups=0(root)\n'});

/** What a command in a container prints here: canned texts, and the one file that a container has from the cluster. */
export function outputOf({store, tokens}: {store: Store; tokens: Tokens}, pod: KubeObject, command: string[]): string {
  const [program = '', ...files] = command;
  if (program === 'cat' && files[0] === `${TOKEN_DIR}/token`) return mountedToken(store, tokens, pod);
  return `${PRINTED[command.join(' ')] ?? ''}simulated: no command was run\n`;
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
