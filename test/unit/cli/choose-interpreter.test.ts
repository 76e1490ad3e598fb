import assert from 'node:assert/strict';
import { resolve } from 'node:path';
import { chooseInterpreter } from '../../../service/cli/choose-interpreter.ts';
import { tinyProject } from '../../helpers/python-projects.ts';

describe('chooseInterpreter', () => {
  const environmentFiles = { 'bin/python': '' };

  it('makes a path of --python absolute and leaves a name to the service', async () => {
    const project = await tinyProject({});
    assert.equal(chooseInterpreter('./env/bin/python', project, {}), resolve('env/bin/python'));
    assert.equal(chooseInterpreter('python3.12', project, {}), 'python3.12');
  });

  it('is the interpreter of VIRTUAL_ENV where the project has nothing of its own', async () => {
    const active = await tinyProject(environmentFiles);
    const project = await tinyProject({ 'pyproject.toml': '[tool.tinybug]\nworkers = 1\n' });
    assert.equal(chooseInterpreter(undefined, project, { VIRTUAL_ENV: active }), `${active}/bin/python`);
    assert.equal(chooseInterpreter(undefined, project, {}), undefined);
  });

  const own: Record<string, Record<string, string>> = {
    'a .venv': { '.venv/bin/python': '' },
    'a python setting in tinybug.toml': { 'tinybug.toml': 'python = "python3.9"\n' },
    'a python setting in pyproject.toml': { 'pyproject.toml': '[tool.tinybug]\npython = "python3.9"\n' },
  };
  for (const [what, files] of Object.entries(own)) {
    it(`leaves VIRTUAL_ENV alone where the project has ${what}`, async () => {
      const active = await tinyProject(environmentFiles);
      assert.equal(chooseInterpreter(undefined, await tinyProject(files), { VIRTUAL_ENV: active }), undefined);
    });
  }

  it('passes over a VIRTUAL_ENV that has no interpreter', async () => {
    const project = await tinyProject({});
    assert.equal(chooseInterpreter(undefined, project, { VIRTUAL_ENV: project }), undefined);
  });
});
