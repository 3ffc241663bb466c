import type { Locator, Page } from 'playwright-core';

/** How somebody works a page. The same story is told with each. */
export interface Hands {
  /** A link or a button that leads to another page. */
  go(target: Locator): Promise<void>;
  /** A button that stays on the page. */
  press(target: Locator): Promise<void>;
  write(target: Locator, text: string): Promise<void>;
  /** A radio button or a checkbox. */
  tick(target: Locator): Promise<void>;
  /** An option of a list, by its value. */
  choose(target: Locator, value: string): Promise<void>;
}

export function mouse(page: Page): Hands {
  return {
    async go(target) {
      const arrived = page.waitForEvent('load');
      await target.click();
      await arrived;
    },
    press: (target) => target.click(),
    write: (target, text) => target.fill(text),
    tick: (target) => target.check(),
    choose: async (target, value) => {
      await target.selectOption(value);
    },
  };
}

const MOST_STOPS = 250;
const MOST_CHOICES = 80;

/** Tab, Space, Enter and the arrows, and nothing else. What has the focus must show it: a stop that does not is a finding. */
export function keyboard(page: Page, findings: string[]): Hands {
  async function reach(target: Locator): Promise<void> {
    await target.first().waitFor();
    for (let stops = 0; stops < MOST_STOPS; stops += 1) {
      if (await hasFocus(target)) {
        if (!(await showsFocus(target))) findings.push(`${page.url()}: the focus is not seen on ${String(target)}`);
        return;
      }
      await page.keyboard.press('Tab');
    }
    throw new Error(`${page.url()}: the keyboard does not reach ${String(target)}`);
  }

  return {
    async go(target) {
      await reach(target);
      const arrived = page.waitForEvent('load');
      await page.keyboard.press('Enter');
      await arrived;
    },
    async press(target) {
      await reach(target);
      await page.keyboard.press('Enter');
    },
    async write(target, text) {
      await reach(target);
      await page.keyboard.press('Control+A');
      await page.keyboard.type(text);
    },
    async tick(target) {
      if ((await target.getAttribute('type')) === 'checkbox') {
        await reach(target);
        if (!(await target.isChecked())) await page.keyboard.press('Space');
        return;
      }
      await reach(page.locator(`input[type="radio"][name="${await target.getAttribute('name')}"]`));
      for (let steps = 0; steps < MOST_CHOICES && !(await hasFocus(target)); steps += 1) {
        await page.keyboard.press('ArrowDown');
      }
      if (!(await target.isChecked())) await page.keyboard.press('Space');
    },
    async choose(target, value) {
      await reach(target);
      await page.keyboard.press('Home');
      for (let steps = 0; steps < MOST_CHOICES && (await target.inputValue()) !== value; steps += 1) await page.keyboard.press('ArrowDown');
    },
  };
}

/** The little of the browser's own objects that is read here. */
interface Drawn {
  ownerDocument: { activeElement: Drawn; defaultView: { getComputedStyle(element: Drawn, part?: string): Record<string, string> } };
  labels?: Iterable<Drawn>;
  blur(): void;
  focus(): void;
}

export function hasFocus(target: Locator): Promise<boolean> {
  return target.evaluateAll((elements: Drawn[]) => elements.some((element) => element === element.ownerDocument.activeElement));
}

/** Whether what has the focus, or its label, is drawn otherwise than without it. */
function showsFocus(target: Locator): Promise<boolean> {
  return target.first().evaluate((some: Drawn) => {
    const { activeElement: element, defaultView: view } = some.ownerDocument;
    const drawn = () =>
      [element, ...(element.labels ?? [])]
        .flatMap((each) => ['', '::before', '::after'].map((part) => view.getComputedStyle(each, part)))
        .map((style) => {
          const outline = style.outlineStyle === 'none' ? '' : `${style.outlineStyle} ${style.outlineWidth} ${style.outlineColor}`;
          return [outline, style.boxShadow, style.backgroundColor, style.borderTopColor, style.borderTopWidth].join();
        })
        .join('|');
    const focused = drawn();
    element.blur();
    const left = drawn();
    element.focus();
    return focused !== left;
  });
}
