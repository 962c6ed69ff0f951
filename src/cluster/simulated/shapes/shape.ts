import type {KubeObject} from '../objects.js';

/** What happens to objects of one kind on their way into the store; everything is optional. */
export interface Shape {
  /** What decoding fills in: the audit event has the body with it. */
  defaults?(object: KubeObject): KubeObject;
  /** What the registry makes of a new object, before admission looks at it. */
  create?(object: KubeObject, making: Making): KubeObject;
  /** What the registry makes of a changed object. */
  update?(after: KubeObject, before: KubeObject, making: Making): KubeObject;
  /** Whether `metadata.generation` counts the changes of what is wanted, and whether annotations are a part of that. */
  generation?: true | 'with annotations';
  /** Whether its deletion is answered with the object instead of a Status. */
  returnsDeleted?: boolean;
  /** Whether it is made up at each request, so that a list of it has no version. */
  computed?: boolean;
  /** What admission puts into `metadata.finalizers`, to keep it while it is in use. */
  finalizer?: string;
}

/** What the making of an object may ask for. */
export interface Making {
  /** The time of the request. */
  at: Date;
  user: {username: string; uid?: string; groups: string[]; extra?: Record<string, string[]>};
  /** A number that no other object of the range has: cluster addresses and node ports. */
  allocate(range: 'clusterIP' | 'nodePort'): string | number;
}

type Fields = Record<string, unknown>;

/** A map with values for the fields that it lacks. */
export const withFields = (given: unknown, defaults: Fields): Fields => ({
  ...defaults,
  ...(given as Fields | undefined),
});

/** An object with values for the fields that its spec lacks. */
export const withSpec = (object: KubeObject, defaults: Fields, status: unknown = {}): KubeObject => ({
  ...object,
  spec: withFields(object.spec, defaults),
  status: object.status ?? status,
});

/** Every element of a list that is one. */
export const each = <T>(list: unknown, change: (item: T) => unknown): unknown =>
  Array.isArray(list) ? list.map(item => change(item as T)) : list;
