/** What a user asks of a drill: an output is one of the SDK's own, with each of its releases. */
import { jsonSchema, Output } from 'ai';
import type { DrillRequest } from 'ai-gateway-failover/drill';

export const requests: readonly DrillRequest[] = [
  { output: Output.text() },
  { output: Output.object({ schema: jsonSchema<{ city: string }>({ type: 'object' }) }) },
  // @ts-expect-error this is none
  { output: {} },
  // @ts-expect-error nor is its name
  { output: 'text' },
];
