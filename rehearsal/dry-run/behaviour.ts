import { z } from 'zod';
import { codes } from '../../vocabulary/vocabulary.ts';

const amount = z.number().positive();
const spanSchema = z.union([
  z.strictObject({ hours: amount }),
  z.strictObject({ days: amount.int() }),
  z.strictObject({ workingHours: amount }),
  z.strictObject({ workingDays: amount.int() }),
]);

const recipientSchema = z.strictObject({
  /** ACCEPTED: the mail server takes it at once; REFUSED: it says no for good; DOWN: it never answers. */
  delivery: z.enum(['ACCEPTED', 'REFUSED', 'DOWN']).default('ACCEPTED'),
  acknowledge: spanSchema.optional(),
  charge: spanSchema.optional(),
  outcome: z.strictObject({ after: spanSchema, codes: z.array(z.enum(codes('outcome'))).min(1) }).optional(),
  refuse: z.strictObject({ after: spanSchema, reason: z.enum(codes('refusalReason')) }).optional(),
  askInformation: spanSchema.optional(),
});

/**
 * How each one behaves in a rehearsal. Recipients are named by role or by directory id (`default` for all others); their spans
 * run from hand-over on their own calendar. The desk telephones `phone` after a call is asked, gives information `inform` after
 * it is wanted; what it leaves out it does at once (`phone`), or never (`inform`).
 */
export const behaviourSchema = z.strictObject({
  recipients: z.record(z.string(), recipientSchema).default({}),
  desk: z
    .strictObject({ phone: spanSchema.optional(), reached: z.boolean().default(true), inform: spanSchema.optional() })
    .default({ reached: true }),
});

export type Behaviour = z.infer<typeof behaviourSchema>;
export type RecipientBehaviour = z.infer<typeof recipientSchema>;
