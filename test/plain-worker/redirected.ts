/**
 * The code of a Worker whose every `fetch` goes to a server on loopback, with the host in the path: `env.UPSTREAM` is its address.
 * The binding of AI Gateway sends a universal request's first one there, as the gateway would.
 *
 * @param code declares `worker`, by an import or as it stands
 */
export const redirected = (code: string): string => `
${code}
const send = globalThis.fetch;
export default {
  fetch(request, env, context) {
    globalThis.fetch = (input, init) => {
      const { host, pathname } = new URL(input.url ?? input);
      return send(env.UPSTREAM + '/' + host + pathname, init);
    };
    const run = ([{ provider, endpoint, headers, query }], { signal } = {}) =>
      fetch('https://gateway/' + provider + '/' + endpoint, { method: 'POST', headers, body: JSON.stringify(query), signal });
    return worker.fetch(request, { ...env, AI: { gateway: () => ({ run }) } }, context);
  },
};`;
