import assert from 'node:assert/strict';
import { html } from '../../../service/pages/html.ts';

describe('html', () => {
  it('escapes values in text and in attributes', () => {
    const hostile = `<script>alert("x")</script> & 'y'`;
    assert.equal(
      html`<p title="${hostile}">${hostile}</p>`.text,
      '<p title="&lt;script&gt;alert(&quot;x&quot;)&lt;/script&gt; &amp; &#39;y&#39;">&lt;script&gt;alert(&quot;x&quot;)&lt;/script&gt; &amp; &#39;y&#39;</p>',
    );
  });

  it('puts html into html as it is, lists of it too', () => {
    const items = ['a', '<b>'].map((item) => html`<li>${item}</li>`);
    assert.equal(html`<i>${items}</i>`.text, '<i><li>a</li><li>&lt;b&gt;</li></i>');
  });

  it('leaves undefined and false out, and keeps 0', () => {
    assert.equal(html`[${undefined}${false}${0}]`.text, '[0]');
  });
});
