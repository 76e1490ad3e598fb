import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { waitUntil } from '../helpers/temporal-wait-until.ts';
import { startSignInServer, type SignInServer } from '../helpers/sign-in-server.ts';

const accounts = async (): Promise<string[]> =>
  (await vscode.authentication.getAccounts('tinybug')).map(({ label }) => label);

describe('Signing in', function () {
  this.timeout(120_000);
  let server: SignInServer;
  const configure = (url: string | undefined) =>
    vscode.workspace.getConfiguration('tinybug').update('service.url', url, vscode.ConfigurationTarget.Global);
  before(async () => {
    server = await startSignInServer();
    await configure(server.url);
  });
  after(async () => {
    await configure(undefined);
    await server.close();
  });

  it('by the browser, which leads back into the editor, is seen in the Accounts menu', async () => {
    await vscode.commands.executeCommand('tinybug.signIn');
    assert.deepEqual(server.grants, ['authorization_code']);
    assert.equal(server.visits.length, 1);
    assert.match(server.visits[0]?.get('code_challenge') ?? '', /^[\w-]{43}$/);
    assert.deepEqual(await accounts(), ['Ada']);
  });

  it('is refused where the person refuses, and leaves who was signed in', async () => {
    server.answer = 'refuse';
    await vscode.commands.executeCommand('tinybug.signIn');
    server.answer = 'consent';
    assert.equal(server.visits.length, 2);
    assert.deepEqual(await accounts(), ['Ada']);
  });

  it('is renewed before the token ends', async () => {
    server.tokenLifetime = 30;
    await vscode.commands.executeCommand('tinybug.signIn');
    server.grants.length = 0;
    await vscode.commands.executeCommand('tinybug.refreshView');
    await waitUntil(() => server.grants.includes('refresh_token'));
    server.tokenLifetime = 3_600;
  });

  it('ends by Sign Out', async () => {
    await vscode.commands.executeCommand('tinybug.signOut');
    assert.deepEqual(await accounts(), []);
  });
});
