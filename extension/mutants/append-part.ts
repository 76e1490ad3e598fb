import type * as vscode from 'vscode';
import type { HoverPart } from './hover-text.ts';

/** Adds a part such that nothing in it is read as markup. */
export function appendPart(markdown: vscode.MarkdownString, part: HoverPart): void {
  if (part.kind === 'code') markdown.appendCodeblock(part.text, part.language);
  else if (part.strong === true) {
    markdown.appendMarkdown('**');
    markdown.appendText(part.text);
    markdown.appendMarkdown('**\n\n');
  } else {
    markdown.appendText(part.text);
    markdown.appendMarkdown('\n\n');
  }
}
