/** The worker that hosts the tests of the workers project; the tests themselves call the package directly. */
export default {
  fetch: () => new Response('ai-gateway-failover test worker'),
} satisfies ExportedHandler;
