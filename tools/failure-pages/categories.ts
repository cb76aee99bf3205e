/** What each category is, what becomes of it and what to do about it, in words. */
import type { FailureCategory } from '../../src/failure.ts';

export interface CategoryText {
  /** In a few words. */
  title: string;
  /** What happened. */
  means: string;
  /** What the package and the SDK do. */
  outcome: string;
  /** What a person does, in one line. */
  advice: string;
  /** The same where no waiting helps, though it does with most failures of this category. */
  lasting?: string;
}

export const CATEGORY_TEXTS: Readonly<Record<FailureCategory, CategoryText>> = {
  'rate-limit': {
    title: 'Too much in too short a time',
    means: 'A limit on requests, tokens or parallel calls is reached. Waiting helps.',
    outcome: `All calls skip the leg for as long as the response asks, and the next leg is asked. The SDK waits as the
      response says. A used-up allowance of a day or a month is not retryable.`,
    advice: 'Send less at a time, add a leg with a limit of its own, or have the limit raised.',
    lasting: 'Wait until the allowance is renewed, use another leg, or have it raised.',
  },
  overloaded: {
    title: 'No capacity at the moment',
    means: 'The model or its servers are busy, loading or short of room. Nothing is wrong with the request.',
    outcome: 'The first leg is asked once more after a short wait, then the next one. The SDK retries.',
    advice: 'Nothing, if it passes. If it lasts, add a leg with another model or region.',
    lasting: 'Start the model, or use another leg until it is ready.',
  },
  timeout: {
    title: 'No answer in time',
    means: 'The provider, a gateway, a proxy or one of your limits stopped waiting.',
    outcome: `The next leg is asked; a leg that was silent for 10 s or more is not asked twice in a round. The SDK retries,
      unless the call's total time is over.`,
    advice: 'Stream long answers, and check the limits on the way.',
    lasting: 'Use another leg: the answer does not come in this way.',
  },
  'upstream-failure': {
    title: 'No usable answer from the provider',
    means: 'A gateway or proxy could not reach the provider, or what came from there cannot be read.',
    outcome: 'The first leg is asked once more, then the next one. The SDK retries.',
    advice: 'Nothing, if it passes. If it never worked, check the route to this provider.',
    lasting: 'Repair the way to the provider: certificate, address or route.',
  },
  'server-error': {
    title: 'The other side failed',
    means: 'The provider, its model or the gateway had an error of its own.',
    outcome: 'The first leg is asked once more, then the next one. The SDK retries.',
    advice: "Nothing, if it passes. If it lasts, give the provider's support the `logId`.",
    lasting: 'Repair the server: its memory, its build or its limits. Use another leg meanwhile.',
  },
  auth: {
    title: 'The key is missing or wrong',
    means: 'A key, token or other credential was refused. Waiting does not help.',
    outcome: `The next leg is asked; legs with the same declared account, or behind the same gateway if it was the gateway's
      key, are skipped. The SDK does not retry. A \`config\` event is raised.`,
    advice: 'Check the key: that it is there, is whole, has not expired and belongs to this host.',
  },
  permission: {
    title: 'The key is good, but may not do this',
    means: 'The account, the key, the region or a policy does not allow this model or this call.',
    outcome: 'The next leg is asked. The SDK does not retry. A `config` event is raised.',
    advice: 'Ask for access, or use a model, region or account that has it.',
  },
  'not-found': {
    title: 'There is no such model or object',
    means: 'The model, the deployment or an object that the request names does not exist here, or no longer.',
    outcome: 'The next leg is asked. The SDK does not retry. A `config` event is raised if it is the model.',
    advice: 'Check the model id, and whether the model was retired.',
  },
  billing: {
    title: 'The account or budget is empty',
    means: 'Credit, balance, plan or a spend limit is used up. Waiting a minute does not help.',
    outcome: `The next leg is asked; legs with the same declared account are skipped. The SDK does not retry. A \`config\`
      event is raised.`,
    advice: 'Add credit, pay what is due, or raise the budget.',
  },
  'invalid-request': {
    title: 'The request is refused as it is',
    means: 'Something in the request is wrong or not known here.',
    outcome: `If only this model or API does not take it, the next leg is asked. If it is wrong for every model, the call ends at
      once. The SDK does not retry.`,
    advice: 'Read the message: it names the parameter or the part. Change the request, or use a model that takes it.',
  },
  'context-length': {
    title: 'Too long for this model',
    means: 'The prompt, or prompt and answer together, exceed what the model takes.',
    outcome: `The next leg is asked: its model may take more. The SDK does not retry. Legs with a \`contextWindow\` that is
      too small are skipped before that.`,
    advice: 'Shorten the prompt, or add a leg whose model takes more.',
  },
  'content-policy': {
    title: 'The content was refused',
    means: "The provider's filter, or a guardrail of your own at the gateway, stopped the prompt or the answer.",
    outcome: `The call ends: a refusal is an answer. With \`failoverOn: { contentPolicy: true }\` the next leg is asked after a
      provider's refusal, never after your own guardrail's. The SDK does not retry.`,
    advice: 'Change the content, or the filter if it is yours.',
  },
  'gateway-config': {
    title: 'Something on the way is set up wrongly',
    means: 'The base URL, the gateway, a route, a header or a stored setting is wrong. Waiting does not help.',
    outcome: `The next leg is asked; legs through the same gateway are skipped if all of it is wrong. The SDK does not retry.
      A \`config\` event is raised.`,
    advice: 'Check `baseURL`, and the settings of the gateway.',
  },
  network: {
    title: 'The connection failed',
    means: 'No answer came at all: a name that does not resolve, a refused or dead connection, a proxy, a certificate.',
    outcome: `The first leg is asked once more, at once if the connection died before any byte, then the next one. The SDK
      retries, unless waiting cannot help, as with a certificate.`,
    advice: 'Nothing, if it passes. If it lasts, check DNS, proxy, firewall and certificates of this process.',
    lasting: 'Repair the way to this host: name, port, proxy, firewall or certificate.',
  },
  'stream-interrupted': {
    title: 'The answer broke off',
    means: 'The answer began and did not end: the connection died, or the server stopped in the middle.',
    outcome: `Before the first content the next attempt is invisible to the reader. After it, the stream ends with one classified
      error; nothing is repeated. The SDK retries what it may.`,
    advice: 'Keep what came, and ask again. If it lasts, check proxies that cut long responses.',
  },
  aborted: {
    title: 'The caller aborted',
    means: "The call's own signal was aborted. This is no failure of a model.",
    outcome: 'It ends at once, with your own reason. Nothing is retried or counted.',
    advice: 'Nothing: the call was ended from this side.',
  },
  unknown: {
    title: 'An unknown failure',
    means: 'No rule matches, and the status says nothing more.',
    outcome: 'The next leg is asked. The SDK does not retry.',
    advice: 'Read the message and `originalError(error)`, and send us a rule with the page that documents it.',
  },
};
