// What a visitor does and sees, by the names that the page gives.

const PATIENCE_MS = 60_000;

export const LABELS = { claude: 'Claude', openrouter: 'OpenRouter', gpt: 'GPT' };

const textOf = async locator => ((await locator.count()) === 0 ? '' : (await locator.first().innerText()).trim());

export class Visitor {
  constructor(page) {
    this.page = page;
    this.errors = [];
    page.setDefaultTimeout(PATIENCE_MS);
    page.on('pageerror', error => this.errors.push(String(error)));
  }

  /** Unfolds the panel, which is folded on a phone. */
  async unfold() {
    const panel = this.page.locator('.panel > details');
    if ((await panel.getAttribute('open')) === null) await panel.locator('summary').click();
  }

  /** @param {Record<string, string>} faults labels by leg */
  async break(faults) {
    await this.unfold();
    for (const [leg, label] of Object.entries(faults))
      await this.page.getByLabel(`What ${LABELS[leg]} does`).selectOption({ label });
  }

  async send(text) {
    await this.page.getByRole('textbox', { name: 'Message' }).fill(text);
    await this.page.getByRole('button', { name: 'Send' }).click();
  }

  /** Waits for the end of the call. */
  async settled() {
    await this.page.getByRole('button', { name: 'Send' }).waitFor();
  }

  async ask(text) {
    await this.send(text);
    await this.page.getByRole('button', { name: 'Stop' }).waitFor();
    await this.settled();
    return this.last();
  }

  /** The latest answer as it is shown. */
  async last() {
    const answer = this.page.getByRole('article', { name: 'Answer' }).last();
    return {
      text: await textOf(answer.locator('.text')),
      by: await textOf(answer.locator('.by')),
      steps: (await answer.getByRole('listitem').allInnerTexts()).map(step => step.replaceAll(/\s+/g, ' ')),
      alert: await textOf(this.page.getByRole('alert')),
    };
  }

  health(leg) {
    return this.page.locator(`[data-leg="${leg}"] .health`).innerText();
  }

  room() {
    return this.page.evaluate(() => JSON.parse(localStorage.getItem('room')));
  }
}
