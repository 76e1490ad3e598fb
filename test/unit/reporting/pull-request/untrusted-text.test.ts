import assert from 'node:assert/strict';
import { codeBlock, codeSpan, plainLine } from '../../../../service/reporting/pull-request/untrusted-text.ts';

describe('text from a repository', () => {
  it('is code in a codeSpan, in which mentions, links and HTML are only characters', () => {
    assert.equal(codeSpan('@octocat <img src=x> [a](b) #12 | x', 80), '`@octocat <img src=x> [a](b) #12 | x`');
  });

  it('does not leave its codeSpan by backticks of its own', () => {
    assert.equal(codeSpan('a `` @octocat ` b', 80), '```a `` @octocat ` b```');
    assert.equal(codeSpan('`@octocat`', 80), '`` `@octocat` ``');
  });

  it('does not leave its codeSpan by ending the paragraph', () => {
    assert.equal(codeSpan('a\r\n\r\n# @octocat\u2028b', 80), '`a # @octocat b`');
  });

  it('shows in a plainLine what would not show, or would turn the text around', () => {
    assert.equal(plainLine('a\u202Eb\u200Bc\u0000d\u001Be', 80), 'a\uFFFDb\uFFFDc\uFFFDd\uFFFDe');
  });

  it('is cut between characters, never inside of one', () => {
    assert.equal(plainLine('😀😀😀😀', 3), '😀😀…');
    assert.equal(codeSpan('abc', 3), '`abc`');
  });

  it('has no code where there is nothing', () => {
    assert.equal(codeSpan(' \n ', 80), '');
  });

  it('does not leave its codeBlock by a fence of its own', () => {
    assert.equal(codeBlock('a\n````\n@octocat\u202E', 80), '`````\na\n````\n@octocat\uFFFD\n`````');
    assert.equal(codeBlock('x'.repeat(99), 5), '```\nxxxx…\n```');
  });
});
