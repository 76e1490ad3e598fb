import { access, chmod, mkdir, mkdtemp, rename, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { TestWorkflowEnvironment } from '@temporalio/testing';
import { execa } from 'execa';
import pino from 'pino';
import { findFolders } from '../../service/embedded/folders.ts';
import { findExecutable } from '../../service/temporal/find-executable.ts';
import { installRuntime } from '../../service/temporal/install-runtime.ts';

const VERSION = '1.38.0';

const POM = `<project xmlns="http://maven.apache.org/POM/4.0.0">
  <modelVersion>4.0.0</modelVersion>
  <groupId>dev.tinybug</groupId>
  <artifactId>temporal-test-server-download</artifactId>
  <version>1</version>
  <dependencies>
    <dependency><groupId>io.temporal</groupId><artifactId>temporal-test-server</artifactId><version>${VERSION}</version></dependency>
  </dependencies>
</project>
`;

const WRAPPER = `#!/bin/sh
port=$1
shift
exec java -Xmx256m -Dorg.slf4j.simpleLogger.defaultLogLevel=off -cp "$(dirname "$0")/lib/*" io.temporal.testserver.TestServer "$port" --enable-time-skipping
`;

/**
 * A Temporal server for tests in which waiting takes no time: from Maven Central where there are Java and Maven,
 * else the official download.
 */
export async function startTimeSkippingServer(): Promise<TestWorkflowEnvironment> {
  installRuntime(pino({ level: 'silent' }));
  const path = await obtainServer();
  return TestWorkflowEnvironment.createTimeSkipping(
    path === undefined ? {} : { server: { executable: { type: 'existing-path', path } } },
  );
}

async function obtainServer(): Promise<string | undefined> {
  const folder = join(findFolders(process.env).cache, 'temporal-test-server', VERSION);
  const wrapper = join(folder, 'temporal-test-server');
  const [java, maven] = await Promise.all([findExecutable('java', process.env), findExecutable('mvn', process.env)]);
  if (java === undefined) return undefined;
  if (await exists(wrapper)) return wrapper;
  if (maven === undefined) return undefined;
  await downloadServer(maven, folder);
  return wrapper;
}

/** Into a folder of its own first, so that no half of it is ever taken for the whole. */
async function downloadServer(maven: string, folder: string): Promise<void> {
  console.log('      getting the time-skipping Temporal server from Maven Central …');
  await mkdir(dirname(folder), { recursive: true });
  const download = await mkdtemp(`${folder}-`);
  try {
    await writeFile(join(download, 'pom.xml'), POM);
    await writeFile(join(download, 'temporal-test-server'), WRAPPER);
    await chmod(join(download, 'temporal-test-server'), 0o755);
    const goal = [
      'dependency:copy-dependencies',
      '-DincludeScope=runtime',
      `-DoutputDirectory=${join(download, 'lib')}`,
    ];
    await execa(maven, ['--quiet', '--batch-mode', '--file', join(download, 'pom.xml'), ...goal]);
    await rename(download, folder).catch(async (error: unknown) => {
      if (!(await exists(folder))) throw error;
    });
  } finally {
    await rm(download, { recursive: true, force: true });
  }
}

const exists = (path: string): Promise<boolean> =>
  access(path).then(
    () => true,
    () => false,
  );
