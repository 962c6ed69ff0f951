import {isMap, type KubeObject} from '../objects.js';
import {each, type Making, type Shape} from './shape.js';

type Fields = Record<string, unknown>;
type Port = Fields & {port?: number; targetPort?: unknown; nodePort?: number};

const specOf = (object: KubeObject): Fields => (isMap(object.spec) ? object.spec : {});
const isPublished = (spec: Fields): boolean => spec.type === 'NodePort' || spec.type === 'LoadBalancer';

/** Services: with addresses and ports of the cluster's ranges. */
export const services: Shape = {
  returnsDeleted: true,
  defaults: service => {
    const given = specOf(service);
    const spec: Fields = {type: 'ClusterIP', sessionAffinity: 'None', internalTrafficPolicy: 'Cluster', ...given};
    const isExternal = isPublished(spec) || (spec.externalIPs as unknown[] | undefined)?.length;
    const ports = each<Port>(spec.ports, port => ({
      protocol: 'TCP',
      ...port,
      targetPort: port.targetPort ?? port.port,
    }));
    const policy = isExternal ? {externalTrafficPolicy: 'Cluster', ...given} : {};
    return {
      ...service,
      spec: {...policy, ...spec, ...(spec.ports !== undefined && {ports})},
      status: service.status ?? {loadBalancer: {}},
    };
  },
  create: (service, making) => ({...service, spec: allocated(specOf(service), making), status: {loadBalancer: {}}}),
  update: (after, before, making) => {
    const {clusterIP, clusterIPs, ipFamilies, ipFamilyPolicy} = specOf(before);
    const kept = {clusterIP, clusterIPs, ipFamilies, ipFamilyPolicy};
    return {...after, spec: allocated({...kept, ...specOf(after)}, making), status: before.status};
  },
};

function allocated(spec: Fields, making: Making): Fields {
  const address = spec.clusterIP ?? making.allocate('clusterIP');
  const ports = each<Port>(spec.ports, port =>
    isPublished(spec) ? {...port, nodePort: port.nodePort ?? making.allocate('nodePort')} : port,
  );
  return {
    ...spec,
    ports,
    clusterIP: address,
    clusterIPs: spec.clusterIPs ?? [address],
    ipFamilies: spec.ipFamilies ?? ['IPv4'],
    ipFamilyPolicy: spec.ipFamilyPolicy ?? 'SingleStack',
  };
}

/** Ingresses have a status of their own from the start. */
export const ingresses: Shape = {
  generation: true,
  defaults: ingress => ({...ingress, status: ingress.status ?? {loadBalancer: {}}}),
  create: ingress => ({...ingress, status: {loadBalancer: {}}}),
  update: (after, before) => ({...after, status: before.status}),
};
