#!/usr/bin/env node
// Plain JavaScript that runs on any Node: it looks at the version before anything is imported, since the packages below
// fail on an old one with errors that say nothing.
const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
if (major < 22 || (major === 22 && minor < 19)) {
  // The exit code is the same where nobody reads what is wrong.
  process.stderr.on('error', () => {});
  process.stderr.write(
    `kubedrill needs Node 22.19 or newer; this is ${process.version}\n` +
      '  next: install a newer Node, or in a clone use `npm start`, which brings its own\n',
  );
  process.exitCode = 3;
} else {
  const {cacheCompiled, keepHeapSmall, saySlowStart} = await import('../dist/cli/first.js');
  cacheCompiled(process.env);
  keepHeapSmall();
  process.stderr.on('error', () => {});
  saySlowStart({argv: process.argv.slice(2), stderr: process.stderr, afterMs: process.uptime() * 1000});
  // React's development build checks and warns on every frame.
  process.env.NODE_ENV ??= 'production';
  // Colour libraries disagree on which variable wins; this one they all follow.
  if (process.env.NO_COLOR) process.env.FORCE_COLOR = '0';
  const {main} = await import('../dist/cli/main.js').catch(unloadable);
  if (main) process.exitCode = await main(process.argv.slice(2), process);
}

/** The package itself is broken, or may not open its own files: that is no miss, which is what Node's own exit code says. */
function unloadable(error) {
  process.stderr.on('error', () => {});
  const many = error.code === 'EMFILE' || error.code === 'ENFILE';
  process.stderr.write(
    `kubedrill cannot load its own files: ${error.message}\n  next: ${many ? 'raise the limit of open files: `ulimit -n 1024`' : 'install it again, or in a clone: `npm run build`'}\n`,
  );
  process.exitCode = 3;
  return {};
}
