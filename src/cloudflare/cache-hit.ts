/** Whether Cloudflare AI Gateway answered from its cache: then no provider was asked, and the answer says nothing of one. */
import { ownText } from './own-data.ts';

/**
 * @param headers of the response, names in lower case as `fetch` gives them
 * @see https://developers.cloudflare.com/ai-gateway/features/caching/
 */
export function isCacheHit(headers: unknown): boolean {
  try {
    return ownText(headers, 'cf-aig-cache-status')?.toUpperCase() === 'HIT';
  } catch {
    // What does not let itself be read shows no header.
    return false;
  }
}
