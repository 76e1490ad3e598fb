/// <reference lib="dom" />
import { provideVSCodeDesignSystem, vsCodeButton, vsCodeCheckbox } from '@vscode/webview-ui-toolkit';

/** The one place that knows the toolkit: should another take its place, it is here. */
export function registerToolkit(): void {
  provideVSCodeDesignSystem().register(vsCodeButton(), vsCodeCheckbox());
}

export interface ButtonOptions {
  readonly label: string;
  readonly isSecondary?: boolean;
  readonly isDisabled?: boolean;
  readonly onClick: () => void;
}

export function createButton({ label, isSecondary = false, isDisabled = false, onClick }: ButtonOptions): HTMLElement {
  const button = document.createElement('vscode-button');
  button.textContent = label;
  button.setAttribute('appearance', isSecondary ? 'secondary' : 'primary');
  button.toggleAttribute('disabled', isDisabled);
  button.addEventListener('click', onClick);
  return button;
}

export interface CheckboxOptions {
  readonly label: string;
  readonly isChecked: boolean;
  readonly onChange: () => void;
}

export function createCheckbox({ label, isChecked, onChange }: CheckboxOptions): HTMLElement {
  const checkbox = document.createElement('vscode-checkbox');
  // The toolkit makes the accessible name of the text inside, and only of that.
  const text = document.createElement('span');
  text.className = 'unseen';
  text.textContent = label;
  checkbox.append(text);
  checkbox.toggleAttribute('checked', isChecked);
  checkbox.addEventListener('change', () => {
    // It comes of being made as well.
    if ((checkbox as HTMLElement & { checked: boolean }).checked !== isChecked) onChange();
  });
  return checkbox;
}
