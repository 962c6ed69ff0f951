import {z} from 'zod';
import {Text} from './exercise/people.js';
import {Duration, FieldPath, Within} from './steps/step-parts.js';

const object = {
  apiVersion: z.string().optional(),
  name: z.string().min(1),
  namespace: z.string().min(1).optional().meta({description: "Default: the scenario's own"}),
};
const pods = {
  selector: z.string().min(1).meta({description: 'A label selector, such as app=miner'}),
  namespace: object.namespace,
};

const fields = {fields: z.array(FieldPath).min(1)};

const Simple = [
  z
    .strictObject({powerless: z.literal('actor')})
    .meta({description: "The attack's own requests are refused when the attacker makes them again"}),
  z
    .strictObject({revoked: z.string().meta({description: '`actor`, or a credential that a step has obtained'})})
    .meta({description: 'The token no longer authenticates anybody'}),
  z
    .strictObject({
      denied: z.strictObject({
        user: z.string().min(1),
        groups: z.array(z.string()).optional(),
        verb: z.string().min(1),
        apiGroup: z.string().optional(),
        resource: z.string().min(1),
        subresource: z.string().optional(),
        ...{namespace: z.string().optional(), name: z.string().optional()},
      }),
    })
    .meta({description: 'A user may not do this, by whatever authorizes here'}),
  z.strictObject({gone: z.string(), ...object}).meta({description: 'The object is not there'}),
  z.strictObject({back: z.string(), ...object}).meta({description: 'The object is there, and is not being deleted'}),
  z.strictObject({absent: z.strictObject(pods)}).meta({description: 'No pod with these labels runs, whatever owns it'}),
  z
    .strictObject({isolated: z.strictObject(pods)})
    .meta({description: 'Network policies select these pods, both ways, and none of them allows anything'}),
  z
    .strictObject({stopped: z.string(), ...object})
    .meta({description: 'The workload is scaled to zero or suspended, and has no pod left'}),
  z
    .strictObject({
      onNode: z.strictObject({
        command: z.array(z.string()).min(1),
        on: z.string().optional().meta({description: 'Name of the node; default: the one that runs the API server'}),
      }),
    })
    .meta({description: 'The command exits with 0 on the node: it looks, and changes nothing'}),
  z.strictObject({cordoned: z.string().min(1)}).meta({description: 'The node takes no new pods'}),
  z
    .strictObject({drained: z.string().min(1)})
    .meta({description: 'No pod is left on the node but static ones and those of DaemonSets'}),
  z
    .strictObject({frozen: z.string().min(1)})
    .meta({description: 'The attacker can make no pod in this namespace, whatever keeps them from it'}),
  z
    .strictObject({restored: z.string(), ...object, ...fields})
    .meta({description: 'These fields are what they were before the attack'}),
  z
    .strictObject({rotated: z.string(), ...object, ...fields})
    .meta({description: 'None of these fields is what it was before the attack, or the object is gone'}),
] as const;

/** One thing that can be looked at. */
export type SimpleCheck = z.output<(typeof Simple)[number]>;

/** One thing that has to hold in the cluster before an attack counts as contained. */
export const ContainmentCheck = z
  .union([...Simple, z.strictObject({any: z.array(z.union(Simple)).min(2)}).meta({description: 'One of these holds'})])
  .meta({id: 'containmentCheck'});
export type ContainmentCheck = z.output<typeof ContainmentCheck>;

/** What people have to do about an attack. */
export const Respond = z
  .strictObject({
    story: Text.optional().meta({
      description: 'What a facilitator reads out, in a few sentences: what people see and hear, not what it is',
    }),
    procedure: z.string().min(1).optional().meta({
      description:
        'The written procedure: the id of one that ships with kubedrill, or the path of a file, from this one, such as ./ours.yaml',
    }),
    preserve: z
      .array(z.strictObject({resource: z.string(), ...object}))
      .default([])
      .meta({
        description: 'Objects that have to be read before anybody deletes them, because they are evidence',
      }),
    contain: z.strictObject({
      within: Within.default('15m').meta({description: 'The SLA of containment, from the end of the attack'}),
      hold: Duration.default('10s').meta({
        description: 'How long all checks must hold without a break: controllers bring things back, tokens live on',
      }),
      checks: z.array(ContainmentCheck).meta({
        description: 'Empty where nobody can be cut off: then people are not waited for',
      }),
    }),
  })
  .meta({
    description: 'What people have to do about the attack, checked in the cluster: see `kubedrill run --respond`',
  });
export type Respond = z.output<typeof Respond>;
