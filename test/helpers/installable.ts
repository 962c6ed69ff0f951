import {readFileSync} from 'node:fs';
import {join} from 'node:path';
import {parseAllDocuments, parse as parseYaml} from 'yaml';

/** A manifest as it stands in a stack's folder, before kustomize. */
export interface Manifest {
  apiVersion: string;
  kind: string;
  metadata: {name: string; namespace?: string};
  spec?: {template?: {spec?: PodSpec}};
  [field: string]: unknown;
}

/** The part of a pod that rules of ours are about. */
export interface PodSpec {
  containers: Container[];
  initContainers?: Container[];
  [field: string]: unknown;
}
export interface Container {
  name: string;
  image: string;
  imagePullPolicy?: string;
  env?: {name: string; valueFrom?: {secretKeyRef?: {name: string; key: string}}}[];
  resources?: {limits?: {memory?: string}; requests?: {memory?: string}};
  [field: string]: unknown;
}

/** `kustomization.yaml`, as far as tests read it. */
export interface Kustomization {
  namespace?: string;
  resources: string[];
  labels: {pairs: Record<string, string>}[];
  images: {name: string; newName?: string; newTag: string}[];
  configMapGenerator?: {name: string; files: string[]}[];
}

export const kustomizationOf = (stack: string): Kustomization =>
  parseYaml(readFileSync(join('stacks', stack, 'kustomization.yaml'), 'utf8')) as Kustomization;

/** Every manifest that the folder's kustomization names. */
export const manifestsOf = (stack: string): Manifest[] =>
  kustomizationOf(stack).resources.flatMap(file =>
    parseAllDocuments(readFileSync(join('stacks', stack, file), 'utf8')).map(d => d.toJS() as Manifest),
  );

/** The containers of its workloads. */
export const containersOf = (stack: string): Container[] =>
  manifestsOf(stack).flatMap(({spec}) => [
    ...(spec?.template?.spec?.initContainers ?? []),
    ...(spec?.template?.spec?.containers ?? []),
  ]);
