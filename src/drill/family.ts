/** What a drill has to know of language models and of embedding models, each for itself. */
import type { CallOptions, EmbeddingOptions, LegModel } from '../sdk-types.ts';
import type { ChainSettings, EmbeddingChainSettings } from '../sdk/chain-settings.ts';
import type { RouterDescription } from '../sdk/describe-legs.ts';
import type { EventListener } from '../events.ts';
import type { MonotonicClock } from '../runtime/clock.ts';
import type { DrillRequest } from './options.ts';
import type { Recording } from './recording.ts';
import type { DrillFailure, DrillOperation } from './report.ts';
import type { VirtualClock } from './virtual-clock.ts';

/** A leg, before anything is asked. */
export interface ChainLeg {
  name: string;
  provider: string;
  modelId: string;
  gateway: string | undefined;
  account: string | undefined;
  /** Where its requests go, for errors that tell their address. */
  host: string | undefined;
  /** What is declared about it. */
  declaration: object;
  /** How long its vectors are, if that is declared of any leg. */
  dimensions: number | undefined;
  model: LegModel;
}

/** How a broken leg behaves. */
export type Behaviour =
  /** Neither answers nor fails. */
  | { kind: 'silent' }
  /** Throws before it shows anything. */
  | { kind: 'refuses'; error: () => unknown }
  /** Its answer breaks off: a stream after half of its content. */
  | { kind: 'breaks'; error: () => unknown }
  /** One event of its stream cannot be read; a whole answer cannot be read at all. */
  | { kind: 'unreadable'; error: () => unknown; part: () => unknown };

/** The options of a chain; which of both they are its family knows. */
export type AnySettings = ChainSettings | EmbeddingChainSettings;

/** A model that routes. */
export type RoutedModel = LegModel & { describe(): RouterDescription };

/** A request as models get it. */
export type DrillParams = CallOptions | EmbeddingOptions;

/** Options in which a copy of a chain differs from it. */
export interface Changes {
  clock: MonotonicClock;
  onEvent: EventListener;
  route?: AnySettings['route'];
  random?: (() => number) | undefined;
  health?: false | undefined;
  budget?: false | undefined;
  timeouts?: object;
}

/** What the caller saw of a played call. */
export interface Seen {
  hasContent: boolean;
  firstContentMs?: number;
  failure?: DrillFailure;
}

/** One kind of models. Whoever calls it hands it what is of its kind. */
export interface DrillFamily {
  /** Which calls are played, of those that were asked for. */
  operationsOf(asked: readonly DrillOperation[]): readonly DrillOperation[];
  /** What a model was made of, if this package made it. */
  settingsOf(model: object): AnySettings | undefined;
  /** @throws {TypeError} for what is no model of this kind */
  parse(option: string, input: unknown): { model: LegModel; declaration: object };
  /** A model that calls which overlap cannot mix up. */
  safe(model: LegModel): LegModel;
  make(settings: AnySettings): RoutedModel;
  paramsOf(chain: LegModel, request: DrillRequest): Promise<DrillParams>;
  /** Options and declarations by which an attempt is as plain as can be, and lasts so many milliseconds at most. */
  oneTry(askMs: number): { options: object; declared: object };
  /** The leg's own model, listened to. */
  recorded(leg: ChainLeg, into: Recording, clock: MonotonicClock): LegModel;
  /** A model in the place of one that is not asked. */
  unasked(leg: ChainLeg): LegModel;
  /** Asks for real. */
  ask(model: LegModel, params: DrillParams, operations: readonly DrillOperation[]): Promise<DrillFailure | undefined>;
  /** A leg that answers as it did, or shows a fault. */
  played(leg: ChainLeg, recording: Recording, behaviour: Behaviour | undefined, clock: VirtualClock): LegModel;
  /** Calls a copy of the chain. */
  call(model: LegModel, operation: DrillOperation, params: DrillParams, clock: VirtualClock): Promise<Seen>;
}
