import * as undici from 'undici';
import { expect, it, vi } from 'vitest';
import { describeStaleSockets } from './stale-sockets.ts';

vi.mock('undici', () => import('undici-8'));

it('the tests of this file run with undici 8', async () => {
  expect(undici.Agent).toBe((await import('undici-8')).Agent);
});

describeStaleSockets('undici 8');
