import {z} from 'zod';
import {SecretRef} from '../../sources/kit/config.js';

/** A receiver of changes. Addresses of chats are credentials: each lets its holder post. */
const Receiver = z.discriminatedUnion('template', [
  z.strictObject({
    name: z.string().regex(/\S/, 'is blank').meta({description: 'How it is called where it cannot be reached'}),
    template: z
      .enum(['slack', 'teams'])
      .meta({description: 'The form of the message: of Slack, or an Adaptive Card for Teams'}),
    url: SecretRef.meta({description: 'The webhook, by reference: it lets its holder post'}),
  }),
  z.strictObject({
    name: z.string().regex(/\S/, 'is blank'),
    template: z.literal('json'),
    url: SecretRef,
    secret: SecretRef.meta({description: 'The key of the signature, which the receiver has, too'}),
  }),
]);
export type Receiver = z.output<typeof Receiver>;

/** Who hears of a finding when it begins, and when it is over. */
export const Notify = z
  .array(Receiver)
  .default([])
  .meta({description: 'Webhooks that hear of a finding when it begins and when it is over, and of nothing else'});
