import { describe, expect, it } from 'vitest';
import { meant } from '../../src/runtime/option-names.ts';

const KNOWN = ['to', 'timeouts', 'retries', 'onEvent', 'hedge', 'holdBackMs', 'maxWaitMs', 'name'];
const NESTED = ['timeouts.firstContentMs', 'timeouts.totalMs', 'retries.perLeg', 'hedge.afterMs'];
const of = (name: string) => meant(name, '', KNOWN, NESTED);

describe('what an option that does not exist was meant to be', () => {
  it.each([
    ['timeout', 'timeouts'],
    ['timeuots', 'timeouts'],
    ['timeoutMs', 'timeouts'],
    ['holdbackMs', 'holdBackMs'],
    ['hold_back_ms', 'holdBackMs'],
    ['holdBack', 'holdBackMs'],
    ['nmae', 'name'],
    ['nam', 'name'],
    ['hedges', 'hedge'],
    ['maxWaitsMs', 'maxWaitMs'],
    ['fallbacks', 'to'],
    ['models', 'to'],
    ['retry', 'retries'],
    ['onError', 'onEvent'],
    ['onFallback', 'onEvent'],
    ['totalMs', 'timeouts.totalMs'],
    ['perLeg', 'retries.perLeg'],
    ['afterMs', 'hedge.afterMs'],
    ['firstChunkMs', 'timeouts.firstContentMs'],
  ])('%s → %s', (name, option) => {
    expect(of(name)).toBe(`did you mean \`${option}\`?`);
  });

  it('what is set elsewhere', () => {
    expect(of('maxRetries')).toBe('did you mean `retries`, or `maxRetries` where the model is called?');
    expect(of('abortSignal')).toBe('it is set where the model is called');
    expect(of('apiKey')).toBe('it is set where the provider is made');
    expect(meant('hedge', '', ['rules'], [])).toBe('failoverMiddleware takes it');
  });

  it.each(['x', 'to2x', 'foo', 'color', 'bedge2', 'naming', '__proto__', 'constructor', 'a'.repeat(10_000)])(
    'nothing, rather than a wrong guess: %s',
    name => {
      expect(of(name)).toBe('');
    },
  );

  it('has the path of where it stands', () => {
    expect(meant('idle', 'primary.timeouts.', ['idleMs'], [])).toBe('did you mean `primary.timeouts.idleMs`?');
  });
});
