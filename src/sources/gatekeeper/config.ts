import {z} from 'zod';
import {Duration} from '../../scenario/steps/step-parts.js';
import {alerting, common, every} from '../kit/config.js';

/** What can be read of Gatekeeper beside the answers to requests. */
export const EVIDENCE = ['status', 'logs', 'events'] as const;
export type Evidence = (typeof EVIDENCE)[number];

/** The part of a stack file that says where Gatekeeper is and what of it is read. */
export const schema = z
  .strictObject({
    type: z.literal('gatekeeper'),
    ...common,
    ...alerting,
    every: every.default('5s'),
    namespace: z.string().min(1).default('gatekeeper-system').meta({description: 'Where Gatekeeper runs'}),
    evidence: z
      .array(z.enum(EVIDENCE))
      .min(1)
      .default([...EVIDENCE])
      .meta({description: 'What is read: the status of constraints, its logs, its Events'}),
    auditInterval: Duration.default('60s').meta({description: 'Its --audit-interval, for the latency budget'}),
  })
  .meta({description: 'OPA Gatekeeper: refusals, and violations of constraints that only warn or record'});
/** The same, read. */
export type GatekeeperConfig = z.output<typeof schema>;
