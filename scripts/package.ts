/** Makes `dist/tinybug.vsix`, the extension as it is installed: `npm run package`. */
import path from 'node:path';
import { packageExtension, sizeOf } from './package-extension.ts';
import { projectRoot } from './python-tools.ts';

const file = await packageExtension(path.join(projectRoot, 'dist'));
console.log(`${path.relative(projectRoot, file)}: ${Math.ceil(sizeOf(file) / 1024)} KiB`);
