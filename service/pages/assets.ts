import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import path from 'node:path';

const CONTENT_TYPE_OF_ASSET = {
  'mutation-test-elements.js': 'text/javascript; charset=utf-8',
  'run-page.js': 'text/javascript; charset=utf-8',
  'tinybug.css': 'text/css; charset=utf-8',
  'tinybug.svg': 'image/svg+xml',
} as const;

export type AssetName = keyof typeof CONTENT_TYPE_OF_ASSET;

/** A file that pages load from our own origin. Its address holds a hash of its content, so that it can be cached for ever. */
export interface Asset {
  readonly address: string;
  readonly contentType: string;
  readonly body: Buffer;
}

export type Assets = Readonly<Record<AssetName, Asset>>;

/** Reads the files that the build left in the folder. */
export async function loadAssets(folder: string): Promise<Assets> {
  const [elements, runPage, stylesheet, icon] = await Promise.all([
    loadAsset(folder, 'mutation-test-elements.js'),
    loadAsset(folder, 'run-page.js'),
    loadAsset(folder, 'tinybug.css'),
    loadAsset(folder, 'tinybug.svg'),
  ]);
  return {
    'mutation-test-elements.js': elements,
    'run-page.js': runPage,
    'tinybug.css': stylesheet,
    'tinybug.svg': icon,
  };
}

async function loadAsset(folder: string, name: AssetName): Promise<Asset> {
  const body = await readFile(path.join(folder, name));
  const hash = createHash('sha256').update(body).digest('hex').slice(0, 16);
  return { address: `/assets/${hash}/${name}`, contentType: CONTENT_TYPE_OF_ASSET[name], body };
}
