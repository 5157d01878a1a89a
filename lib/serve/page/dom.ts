// Elements of the page. Text is always set as text: nothing of a header or of an answer can become markup.

type Child = Node | string;
type Attributes = Readonly<Record<string, string | number | boolean | undefined>>;

/** Makes an element. Attributes that are false or undefined are left out, and true ones are empty. */
export function element<Tag extends keyof HTMLElementTagNameMap>(
  tag: Tag,
  attributes: Attributes = {},
  ...children: readonly Child[]
): HTMLElementTagNameMap[Tag] {
  const made = document.createElement(tag);
  setAttributes(made, attributes);
  made.append(...children);
  return made;
}

export function setAttributes(on: Element, attributes: Attributes): void {
  for (const [name, value] of Object.entries(attributes)) {
    if (value === undefined || value === false) on.removeAttribute(name);
    else on.setAttribute(name, value === true ? '' : String(value));
  }
}

/** A button with a text. */
export function button(text: string, onClick: () => void, attributes: Attributes = {}): HTMLButtonElement {
  const made = element('button', { type: 'button', ...attributes }, text);
  made.addEventListener('click', onClick);
  return made;
}

/** A list to choose from: values and their texts. */
export function choice(
  label: string,
  options: readonly (readonly [value: string, text: string])[],
  onChange: (value: string) => void,
): HTMLSelectElement {
  const made = element(
    'select',
    { 'aria-label': label, title: label },
    ...options.map(([value, text]) => element('option', { value }, text)),
  );
  made.addEventListener('change', () => onChange(made.value));
  return made;
}

/** Replaces what is in a box. What had the focus gives it to what has its place: the same button in another table. */
export function refill(box: HTMLElement, ...children: readonly Child[]): void {
  const controls = (): HTMLElement[] => [...box.querySelectorAll<HTMLElement>('button, input, select')];
  const place = controls().indexOf(document.activeElement as HTMLElement);
  box.replaceChildren(...children);
  if (place >= 0) controls()[place]?.focus({ preventScroll: true });
}

/** An element of page.html. */
export function byId(id: string): HTMLElement {
  const found = document.getElementById(id);
  if (found === null) throw new Error(`page.html has no element ${id}`);
  return found;
}

/** The drawing context of a canvas. */
export function contextOf(canvas: HTMLCanvasElement): CanvasRenderingContext2D {
  const context = canvas.getContext('2d');
  if (context === null) throw new Error('this browser cannot draw on a canvas');
  return context;
}

/** Sets the size of a canvas in CSS pixels, as sharp as the screen; returns its context, which draws in CSS pixels. */
export function sized(canvas: HTMLCanvasElement, width: number, height: number): CanvasRenderingContext2D {
  const ratio = window.devicePixelRatio || 1;
  const [across, down] = [Math.round(width * ratio), Math.round(height * ratio)];
  if (canvas.width !== across || canvas.height !== down) {
    canvas.width = across;
    canvas.height = down;
  }
  const context = contextOf(canvas);
  context.setTransform(ratio, 0, 0, ratio, 0, 0);
  return context;
}

/** Copies a text, and says so on the button for a moment. */
export async function copyText(text: string, from: HTMLButtonElement): Promise<void> {
  const before = from.textContent ?? '';
  try {
    await navigator.clipboard.writeText(text);
    from.textContent = 'Copied';
  } catch {
    from.textContent = 'Not allowed';
  }
  setTimeout(() => {
    from.textContent = before;
  }, 1500);
}
