/** The Worker: the API of the chat. The page is served from its assets. */
import { chat, state } from './chat.ts';
import type { Env } from './env.ts';

export { FailoverHealth } from 'ai-gateway-failover/durable-object';

export default {
  async fetch(request: Request, env: Env): Promise<Response> {
    const url = new URL(request.url);
    if (request.method === 'POST' && url.pathname === '/api/chat') return chat(request, env);
    if (request.method === 'GET' && url.pathname === '/api/state') return state(url, env);
    return new Response('Not found', { status: 404 });
  },
};
