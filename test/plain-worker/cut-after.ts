/** A Worker that asks itself and goes away, as another Worker would whose own client has left. */

/** The binding by which it asks itself. */
export interface SelfBinding {
  SELF: { fetch(url: URL, init?: RequestInit): Promise<Response> };
}

/** Goes away after so many milliseconds: none of the request's code runs from then on. */
export async function cutAfter(ms: number, url: URL, { SELF }: SelfBinding): Promise<Response> {
  try {
    const response = await SELF.fetch(url, { signal: AbortSignal.timeout(ms) });
    return new Response(await response.text());
  } catch {
    return new Response('cut');
  }
}
