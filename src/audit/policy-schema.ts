import {z} from 'zod';
import {listOf} from '../lib/list-of.js';
import {AUDIT_LEVELS, AUDIT_STAGES} from './event.js';

const words = listOf(z.string());
const stages = listOf(z.enum(AUDIT_STAGES));

/** As `audit.k8s.io/v1` has it, with objects that may have other keys or may not. */
const policySchema = (object: typeof z.object) =>
  object({
    apiVersion: z.literal('audit.k8s.io/v1'),
    kind: z.literal('Policy'),
    metadata: z.unknown().optional(),
    omitStages: stages,
    omitManagedFields: z
      .boolean()
      .nullish()
      .transform(omits => omits ?? false),
    rules: z
      .array(
        object({
          level: z.enum(AUDIT_LEVELS),
          users: words,
          userGroups: words,
          verbs: words,
          namespaces: words,
          nonResourceURLs: words,
          resources: listOf(
            object({
              group: z
                .string()
                .nullish()
                .transform(group => group ?? ''),
              resources: words,
              resourceNames: words,
            }),
          ),
          omitStages: stages,
          omitManagedFields: z
            .boolean()
            .nullish()
            .transform(omits => omits ?? undefined),
        }),
      )
      .min(1, 'has no rules: the API server would not start'),
  });

/** What the API server takes: keys that it does not know are left out. */
export const Policy = policySchema(z.object);
/** What it takes without a warning. */
export const StrictPolicy = policySchema(z.strictObject as typeof z.object);

/** One rule of an audit policy. */
export type PolicyRule = AuditPolicy['rules'][number];

/**
 * An audit policy, checked.
 *
 * @see https://kubernetes.io/docs/reference/config-api/apiserver-audit.v1/
 */
export type AuditPolicy = z.output<typeof Policy>;
