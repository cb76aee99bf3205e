/** Many tenants on one instance: what is sent for one is never in another's request. */
import { generateText, streamText } from 'ai';
import { describe, expect, it } from 'vitest';
import { cloudflareGateway } from '../../src/cloudflare-gateway/index.ts';
import { createFailover, type FailoverEvent } from '../../src/index.ts';
import type { Answer } from '../support/loopback-server.ts';
import { failed2005, gatewayRig, good, KINDS, type Sent } from './gateway-legs.ts';

const TENANTS = Array.from({ length: 60 }, (_, index) => `tenant-${100 + index}`);

const tenantIn = (value: unknown): string[] => [...new Set(JSON.stringify(value).match(/tenant-\d+/g))];

describe.each(KINDS)('60 tenants in one tick by %s', kind => {
  it('each have their own metadata, with their own call and attempts', async () => {
    const asked = new Map<string, number>();
    // Every third tenant's first request fails.
    const byTenant: Answer = (response, request) => {
      const [tenant = ''] = tenantIn(request.body);
      const count = (asked.get(tenant) ?? 0) + 1;
      asked.set(tenant, count);
      return (Number(tenant.slice(-3)) % 3 === 0 && count === 1 ? failed2005() : good)(response, request);
    };
    await using rig = await gatewayRig(kind, [byTenant]);
    const ids: string[] = [];
    const model = createFailover({
      models: [{ name: 'gpt', model: rig.model, retries: 1 }],
      gateway: cloudflareGateway({ metadata: true, maxAttempts: 1 }),
      retries: { baseDelayMs: 1 },
      onEvent: (event: FailoverEvent) => void (event.type === 'call-start' && ids.push(event.callId!)),
    });
    await Promise.all(
      TENANTS.map(async (tenant, index) => {
        const headers = { 'cf-aig-metadata': JSON.stringify({ user: tenant, n: index }) };
        const call = { model, prompt: `I am ${tenant}`, headers };
        return index % 2 ? (await generateText(call)).text : streamText(call).text;
      }),
    );
    const seen = rig.server.requests.map(({ body }, index) => {
      const [step] = rig.sent()[index]!;
      const metadata = JSON.parse((step as Sent)['cf-aig-metadata']!) as Record<string, unknown>;
      return { tenant: tenantIn(body), metadata };
    });
    expect(seen).toHaveLength(TENANTS.length * (4 / 3));
    for (const { tenant, metadata } of seen) expect([metadata['user']]).toEqual(tenant);
    const callOf = new Map(seen.map(({ tenant: [tenant], metadata }) => [tenant, metadata['failover-call']]));
    expect(new Set(callOf.values())).toEqual(new Set(ids));
    for (const { tenant, metadata } of seen) expect(metadata['failover-call']).toBe(callOf.get(tenant[0]));
    for (const tenant of TENANTS) {
      const attempts = seen.filter(one => one.tenant[0] === tenant).map(one => one.metadata['failover-attempt']);
      expect(attempts).toEqual(Number(tenant.slice(-3)) % 3 === 0 ? [1, 2] : [1]);
    }
  });
});
