/** What a scenario records of each upstream request. */

import type { ApiName } from './wire/wire-api.ts';

/** An upstream request, and what became of it. */
export interface ScenarioRequest {
  /** Its place in the order of arrival, from 0. */
  readonly number: number;
  /** The key whose script it follows; `''` without `byKey`. */
  readonly key: string;
  /** The index of the step that it got. */
  readonly step: number;
  readonly method: string;
  readonly url: string;
  /** The API that is asked. */
  readonly api: ApiName;
  /** The model asked for. */
  readonly modelId: string;
  readonly isStream: boolean;
  /** Its place in a universal request of Cloudflare AI Gateway; absent for other requests. */
  readonly gatewayStep?: number;
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  /** The parsed JSON body. */
  readonly body: unknown;
  /** The caller gave up (abort, or a cancelled body) before its step was over. */
  readonly isCancelled: boolean;
  /** Its step is over: the response was sent as far as the step goes. Never true for a hang or a stall. */
  readonly isDone: boolean;
}

/** The same while it is under way. */
export type OpenRequest = { -readonly [Field in keyof ScenarioRequest]: ScenarioRequest[Field] };
