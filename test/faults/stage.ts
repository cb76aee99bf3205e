/** A primary and a fallback on real servers, through real provider packages, in story time. */
import { wrapLanguageModel } from 'ai';
import type { LanguageModel } from '../../src/sdk-types.ts';
import { createFailover, gatewayErrorMiddleware, type FailoverEvent, type RouterOptions } from '../../src/index.ts';
import { inTurn, startFaultServer, type FaultRequest, type FaultServer, type Script } from '../support/fault-server.ts';
import { providerPackages, type PackageName } from '../support/provider-packages.ts';
import { good } from './scripts.ts';
import { startStoryTime, type StoryTime } from './story-time.ts';
import { notableIn } from '../support/notable.ts';

/** What the fallback says. */
export const GOOD = 'answer of the fallback';

/** What stands around the primary. */
export type Around = 'a router with a fallback' | 'a router without a fallback' | 'gatewayErrorMiddleware';

type ScriptOf = (request: FaultRequest, index: number) => Script;

export interface Cast {
  primary: Script | ScriptOf;
  /** A good answer by default. */
  fallback?: Script | ScriptOf;
  around?: Around;
  /** @default 'anthropic' and 'openai responses' */
  packages?: readonly [primary: PackageName, fallback?: PackageName];
  /** Of the router; those of `gatewayErrorMiddleware` are among them. Generates via streams by default. */
  options?: Omit<RouterOptions, 'clock' | 'onEvent'>;
  /** How much of the story passes in a turn. */
  stepMs?: number;
}

export interface Stage extends AsyncDisposable {
  time: StoryTime;
  model: LanguageModel;
  primary: FaultServer;
  fallback: FaultServer;
  events: FailoverEvent[];
  /** How many requests each server has got. */
  counts(): [primary: number, fallback: number];
}

export async function setStage(cast: Cast): Promise<Stage> {
  const {
    around = 'a router with a fallback',
    options,
    packages: [first, second = 'openai responses'] = ['anthropic'],
  } = cast;
  const time = startStoryTime(cast.stepMs);
  const scripted = (script: Script | ScriptOf) => (typeof script === 'function' ? script : inTurn(script));
  const primary = await startFaultServer(time, scripted(cast.primary));
  const fallback = await startFaultServer(time, scripted(cast.fallback ?? good(GOOD, providerPackages[second].wire)));
  const events: FailoverEvent[] = [];
  const shared = { clock: time.clock, onEvent: notableIn(events) };
  const legs = [
    providerPackages[first].connect({ baseURL: primary.url }),
    providerPackages[second].connect({ baseURL: fallback.url }),
  ] as const;

  function model(): LanguageModel {
    if (around === 'gatewayErrorMiddleware')
      return wrapLanguageModel({ model: legs[0], middleware: gatewayErrorMiddleware({ ...shared, ...options }) });
    const models = around === 'a router with a fallback' ? legs : [legs[0]];
    // By this one the servers tell the calls apart.
    const forwardHeaders = ['x-call'];
    return createFailover({ models, generateVia: 'stream', random: () => 0, forwardHeaders, ...shared, ...options });
  }

  return {
    time,
    model: model(),
    primary,
    fallback,
    events,
    counts: () => [primary.requests.length, fallback.requests.length],
    async [Symbol.asyncDispose]() {
      await primary[Symbol.asyncDispose]();
      await fallback[Symbol.asyncDispose]();
      await time[Symbol.asyncDispose]();
    },
  };
}
