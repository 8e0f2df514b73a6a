// Builds before the start where the build is missing or older than a source file; --stamp marks a build as made now.
import { execSync } from 'node:child_process';
import { existsSync, readdirSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const stamp = 'dist/.built';
const sources = ['apps', 'libs', 'migrations', 'package.json', 'tsconfig.json'];

function newest(path) {
  const stat = statSync(path);
  if (!stat.isDirectory()) return stat.mtimeMs;
  return Math.max(0, ...readdirSync(path).map((name) => newest(join(path, name))));
}

if (process.argv.includes('--stamp')) {
  writeFileSync(stamp, '');
} else if (!existsSync(stamp) || Math.max(...sources.map(newest)) > statSync(stamp).mtimeMs) {
  console.log('Building (the sources are newer than the build) ...');
  execSync('npm run --silent build', { stdio: 'inherit' });
}
