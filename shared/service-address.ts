import { z } from 'zod';
import { Slug } from './run.ts';

/** Where a service answers and as whom: what `tinybug connect` prints as its one line of JSON. */
export const ServiceAddress = z.strictObject({
  /** Scheme, host and port. */
  url: z.url({ protocol: /^https?$/ }),
  token: z.string().min(1),
  organisation: Slug,
});
export type ServiceAddress = z.infer<typeof ServiceAddress>;
