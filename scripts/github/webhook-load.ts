import { z } from 'zod';

/** What is sent to the service, and how fast. */
export const WebhookLoad = z.object({
  url: z.string(),
  secret: z.string(),
  bodies: z.array(z.string()),
  perSecond: z.number(),
  seconds: z.number(),
});
export type WebhookLoad = z.infer<typeof WebhookLoad>;

export const WebhookAnswer = z.object({ status: z.number(), effect: z.string(), milliseconds: z.number() });
export type WebhookAnswer = z.infer<typeof WebhookAnswer>;
