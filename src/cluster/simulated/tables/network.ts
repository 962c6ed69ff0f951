import type {KubeObject} from '../objects.js';
import {
  ageOf,
  fieldsOf,
  itemsOf,
  labelsText,
  type Printer,
  selectorText,
  some,
  specOf,
  statusOf,
  textOr,
} from './cells.js';

type Fields = Record<string, unknown>;

/** The addresses of a load balancer, in their order. */
const balancerOf = (object: KubeObject): string[] =>
  [
    ...new Set(
      itemsOf(fieldsOf(statusOf(object).loadBalancer).ingress).flatMap(({ip, hostname}) =>
        ip ? [String(ip)] : hostname ? [String(hostname)] : [],
      ),
    ),
  ].sort();

function externalIp(service: KubeObject): string {
  const {type, externalIPs, externalName} = specOf(service);
  const own = Array.isArray(externalIPs) ? externalIPs.map(String) : [];
  if (type === 'ExternalName') return textOr(externalName, '');
  if (type !== 'LoadBalancer') return own.join(',') || '<none>';
  return [...balancerOf(service), ...own].join(',') || '<pending>';
}

const portText = ({port, nodePort, protocol}: Fields): string =>
  nodePort ? `${port}:${nodePort}/${protocol}` : `${port}/${protocol}`;

export const services: Printer = {
  columns: 'Name,Type,Cluster-IP,External-IP,Port(s),Age|Selector',
  cells: (service, at) => {
    const {type, clusterIPs, ports, selector} = specOf(service);
    const address = textOr(Array.isArray(clusterIPs) ? clusterIPs[0] : undefined, '<none>');
    const shown = itemsOf(ports).map(portText).join(',') || '<none>';
    const cells = [type, address, externalIp(service), shown, ageOf(service, at)];
    return [service.metadata.name, ...cells, labelsText(selector)];
  },
};

export const ingresses: Printer = {
  columns: 'Name,Class,Hosts,Address,Ports,Age',
  cells: (ingress, at) => {
    const {ingressClassName, rules, tls} = specOf(ingress);
    const hosts = itemsOf(rules).flatMap(({host}) => (host ? [String(host)] : []));
    const ports = itemsOf(tls).length ? '80, 443' : '80';
    const cells = [textOr(ingressClassName, '<none>'), some(hosts, '*'), balancerOf(ingress).join(','), ports];
    return [ingress.metadata.name, ...cells, ageOf(ingress, at)];
  },
};

export const networkPolicies: Printer = {
  columns: 'Name,Pod-Selector,Age',
  cells: (policy, at) => [policy.metadata.name, selectorText(specOf(policy).podSelector), ageOf(policy, at)],
};

export const endpoints: Printer = {
  columns: 'Name,Endpoints,Age',
  cells: (object, at) => {
    const all = itemsOf(object.subsets).flatMap(({addresses, ports}) => {
      const ips = itemsOf(addresses).map(({ip}) => String(ip));
      const open = itemsOf(ports);
      return open.length ? open.flatMap(({port}) => ips.map(ip => `${ip}:${port}`)) : ips;
    });
    return [object.metadata.name, some(all, '<none>'), ageOf(object, at)];
  },
};

export const endpointSlices: Printer = {
  columns: 'Name,AddressType,Ports,Endpoints,Age',
  cells: (slice, at) => {
    const ports = itemsOf(slice.ports).map(({port, name}) => textOr(port, textOr(name, '*')));
    const all = itemsOf(slice.endpoints).flatMap(({addresses}) =>
      Array.isArray(addresses) ? addresses.map(String) : [],
    );
    const cells = [slice.addressType, some(ports, '<unset>'), some(all, '<unset>')];
    return [slice.metadata.name, ...cells, ageOf(slice, at)];
  },
};
