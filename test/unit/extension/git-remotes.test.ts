import assert from 'node:assert/strict';
import { findGit } from '../../../extension/git/find-git.ts';
import { isOnServer, parseRemote } from '../../../extension/git/parse-remote.ts';

describe('parseRemote', () => {
  const parsed = (address: string) => {
    const remote = parseRemote('origin', address);
    return remote && [remote.host, remote.fullName];
  };

  it('reads every way in which git writes the address of owner/name', () => {
    for (const address of [
      'https://github.com/acme/shop.git',
      'https://github.com/acme/shop',
      'https://github.com/acme/shop/',
      'https://somebody:secret@github.com/acme/shop.git',
      'git@github.com:acme/shop.git',
      'github.com:acme/shop',
      'ssh://git@github.com/acme/shop.git',
      'ssh://git@github.com:22/acme/shop.git',
      'git://GitHub.com/acme/shop.git',
    ])
      assert.deepEqual(parsed(address), ['github.com', 'acme/shop'], address);
    assert.deepEqual(parsed('http://127.0.0.1:8080/acme/shop.js.git'), ['127.0.0.1:8080', 'acme/shop.js']);
    assert.deepEqual(parsed('work:acme/shop.git'), ['work', 'acme/shop']);
  });

  it('takes nothing else for a repository of a server', () => {
    for (const address of [
      '/srv/git/shop.git',
      '../shop.git',
      'file:///srv/acme/shop.git',
      'C:\\acme\\shop',
      'c:/acme/shop',
      'https://dev.azure.com/org/project/_git/shop',
      'https://github.com/acme',
      'ext::sh -c whoami',
      '',
    ])
      assert.equal(parsed(address), undefined, address);
  });
});

describe('isOnServer', () => {
  const isAt = (address: string, server: string) => {
    const remote = parseRemote('origin', address);
    return remote !== undefined && isOnServer(remote, server);
  };

  it('compares hosts with their ports, and takes the other names of a server and aliases of ssh', () => {
    assert.equal(isAt('git@github.com:acme/shop.git', 'github.com'), true);
    assert.equal(isAt('ssh://git@ssh.github.com:443/acme/shop.git', 'github.com'), true);
    assert.equal(isAt('github-work:acme/shop.git', 'github.com'), true);
    assert.equal(isAt('https://gitlab.com/acme/shop.git', 'github.com'), false);
    assert.equal(isAt('https://notgithub.com/acme/shop.git', 'github.com'), false);
    assert.equal(isAt('https://github.com.evil.example/acme/shop.git', 'github.com'), false);
    assert.equal(isAt('http://127.0.0.1:8080/acme/shop.git', '127.0.0.1:9090'), false);
  });
});

describe('findGit', () => {
  it('looks into folders of the PATH that are named in full, and never into the workspace', () => {
    const looked: string[] = [];
    const exists = (file: string) => {
      looked.push(file);
      return file === '/usr/bin/git' || file === 'git' || file === 'bin/git';
    };
    assert.equal(findGit({ searchPath: '.::bin:/opt/bin:/usr/bin', platform: 'linux', exists }), '/usr/bin/git');
    assert.deepEqual(looked, ['/opt/bin/git', '/usr/bin/git']);
    assert.equal(findGit({ searchPath: '', platform: 'linux', exists }), undefined);
  });
});
