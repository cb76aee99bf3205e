/** Where the tests have to know which major version of the SDK they run with. */
import { SPECIFICATION } from '../../src/sdk-specification.ts';

/** AI SDK 6; its models are of the third specification. */
export const isSdk6: boolean = (SPECIFICATION as string) === 'v3';
