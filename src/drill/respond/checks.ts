import {containmentOf} from '../../scenario/containment.js';
import type {ContainmentCheck, SimpleCheck} from '../../scenario/respond.js';
import type {Scenario} from '../../scenario/schema.js';
import type {RequestContext} from '../../scenario/steps/request.js';
import {renderAll} from '../../scenario/steps/template.js';
import type {Requester} from '../act/requester.js';
import {DEFAULT_IMAGE} from '../plan/plan.js';
import {type Asked, askedText, deniedTo, groupsOf} from './access.js';
import {listOf} from './changes.js';
import {type Check, held, notHeld, unknown} from './check.js';
import {anyOf} from './checks/any-of.js';
import {fieldsAre} from './checks/fields.js';
import {isolated} from './checks/isolated.js';
import {NetworkProbe} from './checks/network-probe.js';
import {absent, back, cordoned, drained, gone, stopped} from './checks/objects.js';
import {onNode} from './checks/on-node.js';
import {harmlessPod} from './harmless-pod.js';
import {Looker} from './looker.js';
import {powerless} from './powerless.js';
import {TokenRevoked} from './token-revoked.js';

/** What checks are made from. */
export interface Scene {
  scenario: Scenario;
  requester: Requester;
  looker: Looker;
  context: RequestContext;
}

/**
 * What has to hold before an attack counts as contained: what its scenario says, else that the attacker is powerless
 * and that what has to be gone is gone.
 */
export function checksOf(scene: Scene): Check[] {
  return containmentOf(scene.scenario).map(check => checkOf(renderAll(check, scene.context.names), scene));
}

function checkOf(check: ContainmentCheck, scene: Scene): Check {
  return 'any' in check ? anyOf(check.any.map(one => simple(one, scene))) : simple(check, scene);
}

function simple(check: SimpleCheck, scene: Scene): Check {
  const {requester, looker, context} = scene;
  const {execution} = requester;
  const own = execution.namespace;
  if ('powerless' in check) {
    const check = powerless({...scene, token: tokenOf(scene, 'actor', userOf(requester)), user: userOf(requester)});
    return {...check, watches: [...BINDINGS, `/api/v1/namespaces/${own}/serviceaccounts`]};
  }
  if ('revoked' in check) return tokenRevoked(scene, check.revoked);
  if ('denied' in check) return denied(looker, check.denied);
  if ('absent' in check) return absent(looker, {namespace: own, ...defined(check.absent)});
  if ('isolated' in check) {
    const probe = new NetworkProbe(looker, requester);
    return isolated(looker, probe, {namespace: own, ...defined(check.isolated)});
  }
  if ('onNode' in check) return onNode(requester, check.onNode);
  if ('cordoned' in check) return cordoned(looker, check.cordoned);
  if ('drained' in check) return drained(looker, check.drained);
  if ('frozen' in check) return frozen(requester, check.frozen);
  if ('gone' in check) return gone(looker, {...check, resource: check.gone}, context);
  if ('back' in check) return back(looker, {...check, resource: check.back}, context);
  if ('stopped' in check) return stopped(looker, {...check, resource: check.stopped}, context);
  const [resource, wish] =
    'restored' in check ? ([check.restored, 'as before'] as const) : ([check.rotated, 'new'] as const);
  return fieldsAre(wish, {looker, target: {...check, resource}, fields: check.fields, context});
}

const userOf = ({execution}: Requester): string => execution.actorUser ?? 'system:anonymous';

/** The attacker's own token, or one that the attack gets hold of: it is there when it is looked at. */
function tokenRevoked(scene: Scene, as: string): Check {
  const {requester} = scene;
  const whose = as === 'actor' ? userOf(requester) : `credential ${as}`;
  let token: TokenRevoked | undefined;
  return {
    name: `the token of ${whose} is revoked`,
    watches: [`/api/v1/namespaces/${requester.execution.namespace}/serviceaccounts`],
    async look(signal) {
      token ??= tokenOf(scene, as, whose);
      return token ? token.look(signal) : unknown(`there is no token of ${whose}`);
    },
  };
}

/** A token that the scenario has by now, by the name of whose it is. */
function tokenOf({requester, looker}: Scene, as: string, whose: string): TokenRevoked | undefined {
  const token = requester.identities.tokenOf(as);
  return token && new TokenRevoked(looker, token, whose, requester.clock);
}

const defined = <T extends {namespace?: string | undefined; selector: string}>({namespace, selector}: T) => ({
  selector,
  ...(namespace !== undefined && {namespace}),
});

/** What takes rights away from somebody, mostly. */
const BINDINGS = ['clusterrolebindings', 'rolebindings'].map(name => `/apis/rbac.authorization.k8s.io/v1/${name}`);

/** What refuses requests of everybody: policies of the API server's own, and webhooks such as Gatekeeper's. */
const ADMISSION = ['validatingadmissionpolicybindings', 'validatingwebhookconfigurations'].map(
  name => `/apis/admissionregistration.k8s.io/v1/${name}`,
);

type Denied = Extract<ContainmentCheck, {denied: unknown}>['denied'];

function denied(looker: Looker, {user, groups, ...rest}: Denied): Check {
  const asked = Object.fromEntries(Object.entries(rest).filter(([, value]) => value !== undefined)) as unknown as Asked;
  return {
    name: `${user} may not ${askedText(asked)}`,
    watches: BINDINGS,
    look: signal => deniedTo(looker, {user, groups: groups ?? groupsOf(user)}, asked, signal),
  };
}

/** The attacker can make no pod: a quota, a policy, or a right that it no longer has, whichever way. */
function frozen(requester: Requester, namespace: string): Check {
  const body = {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: {name: 'kubedrill-frozen', namespace},
    // Only what lets nobody make any pod refuses this one.
    spec: harmlessPod(DEFAULT_IMAGE),
  };
  const request = {method: 'POST', path: `/api/v1/namespaces/${namespace}/pods?dryRun=All`, body} as const;
  return {
    name: `no pod can be made in ${namespace}`,
    watches: [
      ...[...BINDINGS, `/api/v1/namespaces/${requester.execution.namespace}/serviceaccounts`],
      ...[listOf(`/api/v1/namespaces/${namespace}`), `/api/v1/namespaces/${namespace}/resourcequotas`],
      ...ADMISSION,
    ],
    async look(signal) {
      const {execution, identities, clock} = requester;
      // Known as containment, so that its evidence is not taken for the attack's.
      const own = {purpose: 'contain', step: 'frozen', ...request, as: 'actor', target: request.path} as const;
      const {auditId} = execution.register(own, clock);
      const actor = new Looker(await identities.client('actor'));
      return actor.look(
        request,
        ({code}) => {
          if (code === 404) return held('the namespace is not there');
          // 422 is what a ValidatingAdmissionPolicy answers where it says nothing else.
          if ([401, 403, 422].includes(code)) return held(`a pod is refused (${code})`);
          return code < 300 ? notHeld(`a pod can be made in ${namespace}`) : undefined;
        },
        signal,
        auditId,
      );
    },
  };
}
