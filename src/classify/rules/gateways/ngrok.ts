/** ngrok: its AI Gateway and its tunnels. The number stands in the code, in the header or in the text. */
import { any, documented, type Matcher } from '../../table/matchers.ts';
import { type Rules, rules } from '../../table/rules.ts';

const ngrok = (numbers: string): Matcher =>
  any(
    numbers.replaceAll(/\d+/g, 'ERR_NGROK_$&'),
    documented(new RegExp(`\\b(?:ERR_NGROK_${numbers.replaceAll(' ', '|ERR_NGROK_')})\\b`)),
  );

export const ngrokRules: Rules = rules('ngrok', [
  // https://ngrok.com/docs/ai-gateway/reference/error-codes
  ['invalid-body', ngrok('3801'), 'invalid-request'],
  ['provider-key', ngrok('3802 3808'), 'auth', 'Store a key of the provider in this gateway.'],
  ['no-model', ngrok('3804'), 'not-found'],
  [
    'configuration',
    ngrok('3803 3805 3806 3809 27003'),
    'gateway-config',
    "Correct the gateway's model selection or action.",
  ],
  ['access', ngrok('27001'), 'permission gateway'],
  ['key', ngrok('27007 27008'), 'auth gateway', 'Use a valid key of this gateway.'],
  ['key-check', ngrok('27009'), 'server-error gateway'],
  // https://ngrok.com/docs/errors/reference
  ['credit', ngrok('4026 6033'), 'billing'],
  ['month', ngrok('725 726 727'), 'rate-limit account no-retry', "The ngrok account's limit of the month is reached."],
  ['offline', ngrok('3200 8012'), 'upstream-failure', 'The tunnel or the server behind it is not running.'],
  [
    'interstitial',
    ngrok('6024'),
    'gateway-config provider',
    'ngrok shows a warning page: send the header ngrok-skip-browser-warning.',
  ],
]);
