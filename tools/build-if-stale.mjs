// Builds where the build is missing or older than a source file: the program, and with --tools what the lab runs too.
// --stamp marks a whole build as made now.
import { execSync, spawn } from 'node:child_process';
import { existsSync, readdirSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** npm; read first, since it may be gone before the build begins. */
const parent = process.ppid;
const built = 'dist/.built';
/** Tools are only compiled: they need no pages. */
const compiled = 'dist/.compiled';
const program = ['apps', 'libs', 'migrations', 'package.json', 'tsconfig.json'];
const tools = ['tools', 'test'];

function newest(path) {
  const stat = statSync(path);
  if (!stat.isDirectory()) return stat.mtimeMs;
  return Math.max(0, ...readdirSync(path).map((name) => newest(join(path, name))));
}

function isStale(sources, stamp) {
  return !existsSync(stamp) || Math.max(...sources.map(newest)) > statSync(stamp).mtimeMs;
}

if (process.argv.includes('--stamp')) {
  writeFileSync(built, '');
  writeFileSync(compiled, '');
} else if (isStale(program, built)) {
  console.error('Building (the sources are newer than the build) ...');
  build();
} else if (process.argv.includes('--tools') && isStale(tools, compiled)) {
  console.error('Compiling (the tools are newer than the build) ...');
  execSync('npx tsc -p .', { stdio: 'inherit' });
  writeFileSync(compiled, '');
}

/** In a process group of its own, so that it is ended whole when npm is told to stop, or is gone. */
function build() {
  let child;
  const end = () => {
    try {
      if (child?.pid) process.kill(-child.pid, 'SIGTERM');
    } catch {
      // It has ended already.
    }
    process.exit(1);
  };
  // Before the build begins: a signal that came between would end this process alone.
  for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP']) process.on(signal, end);
  child = spawn('npm', ['run', '--silent', 'build'], { stdio: 'inherit', detached: true });
  setInterval(() => process.ppid === parent || end(), 500).unref();
  child.on('error', end);
  child.on('exit', (code) => process.exit(code ?? 1));
}
