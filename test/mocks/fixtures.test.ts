/** Every fixture is well formed: named, dated, sourced, and the bytes are what the headers claim. */

import { describe, expect, test } from 'vitest';
import { fixtures, ok, scenario, type Fixture } from '../../mocks/index.ts';

const all: readonly Fixture[] = Object.values(fixtures);

/** The JSON payloads of a stream's events. */
function payloads(events: readonly string[]): string[] {
  return events
    .flatMap(event => event.split('\n'))
    .filter(line => line.startsWith('data:'))
    .map(line => line.slice('data:'.length).trim());
}

/** What the bytes are, whatever the headers say. Throws if they are nothing in particular. */
function kindOf({ events, body = '' }: Fixture): string | undefined {
  if (events !== undefined) {
    if (events.some(event => event !== event.trim() || event.includes('\n\n')))
      throw new Error('not one event a string');
    for (const payload of payloads(events)) JSON.parse(payload);
    return 'text/event-stream';
  }
  if (body === '') return undefined;
  if (body.startsWith('<!DOCTYPE html>')) return 'text/html';
  JSON.parse(body);
  return 'application/json';
}

describe.each(all)('$name', fixture => {
  test('is named after its key and tells where and when it was seen', () => {
    expect(fixtures[fixture.name as keyof typeof fixtures]).toBe(fixture);
    expect(fixture.name).toMatch(/^[a-z0-9]+(?:-[a-z0-9]+)+$/);
    expect(fixture.date).toMatch(/^20\d\d-(?:0[1-9]|1[0-2])(?:-[0-3]\d)?$/);
    expect(Date.parse(fixture.date)).toBeLessThan(Date.parse('2026-12-01'));
    expect(new URL(fixture.source).protocol).toBe('https:');
    expect(fixture.note).toMatch(/^[A-Z].{20,}\.$/s);
  });

  test('has bytes that are what its headers claim', () => {
    const { headers, status } = fixture;
    expect(Object.keys(headers)).toEqual(Object.keys(headers).map(name => name.toLowerCase()));
    expect(new Response('', { status, headers }).status).toBe(status);
    expect(kindOf(fixture)).toBe(headers['content-type']?.split(';')[0]);
  });

  test('expects a verdict that does not contradict itself', () => {
    const { retryable, fallback, retryAfterMs = 1, rule = 'none:0' } = fixture.expected;
    expect(!retryable || fallback).toBe(true);
    expect(fixture.expected.retryAfterMs === undefined || retryable).toBe(true);
    expect(retryAfterMs).toBeGreaterThan(0);
    expect(rule).toMatch(/^[a-z-]+:[\w-]+$/);
  });

  test('holds no key, and no id of anyone', () => {
    const text = fixture.events?.join('\n') ?? fixture.body ?? '';
    expect(text).not.toMatch(/\b(?:sk|pk|rk|key|org|user|req)[-_][A-Za-z0-9]{12,}/);
    expect(text).not.toMatch(/Bearer (?!auth|YOUR_KEY)\S+/);
  });

  test('is replayed byte for byte, whatever the request asks for', async () => {
    const upstream = scenario([fixture, ok()]);
    const response = await upstream.fetch('https://api.openai.com/v1/chat/completions', {
      method: 'POST',
      body: JSON.stringify({ model: 'gpt-5', stream: false }),
    });
    expect(response.status).toBe(fixture.status);
    expect(Object.fromEntries(response.headers)).toEqual(fixture.headers);
    const expected = fixture.events === undefined ? fixture.body : fixture.events.map(event => `${event}\n\n`).join('');
    expect(await response.text()).toBe(expected);
    expect(upstream.requests[0]).toMatchObject({ isDone: true, isCancelled: false });
  });
});

test('the catalogue covers every family and both behaviours of the gateway', () => {
  const providers = new Set(all.map(fixture => fixture.provider));
  expect([...providers].toSorted()).toEqual([
    'amazon-bedrock',
    'anthropic',
    'azure-openai',
    'cloudflare-ai-gateway',
    'cloudflare-edge',
    'cloudflare-rest-api',
    'google',
    'openai',
    'openrouter',
    'vercel-ai-gateway',
    'workers-ai',
  ]);
  expect(all.some(fixture => fixture.headers['cf-aig-log-id'] !== undefined && fixture.status === 400)).toBe(true);
  expect(all.some(fixture => fixture.headers['cf-aig-log-id'] !== undefined && fixture.provider === 'openai')).toBe(
    true,
  );
});
