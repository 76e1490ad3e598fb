import type { ProblemDocument } from '../../shared/api.ts';
import type { Assets } from './assets.ts';
import { html } from './html.ts';
import { layoutPage } from './layout.ts';

/** Pages are opened by links, not by the token that the catalogue speaks of. */
const HOW_TO_GET_A_LINK = {
  title: 'This page needs its link',
  detail: 'Pages open by a link that has a key in it. This browser has not opened one for this page.',
  nextStep: 'Open the link that Tinybug prints when it measures; “tinybug runs” prints the links again.',
};

/** What to say when a page cannot be shown. */
export function problemPage(assets: Assets, problem: ProblemDocument): string {
  const { title, detail, nextStep } = problem.code === 'unauthorized' ? HOW_TO_GET_A_LINK : problem;
  return layoutPage({
    title,
    assets,
    main: html`<section class="message">
      <p class="quiet">${problem.status}</p>
      <h1>${title}</h1>
      <p class="lines">${detail}</p>
      <p>${nextStep}</p>
    </section>`,
  });
}
