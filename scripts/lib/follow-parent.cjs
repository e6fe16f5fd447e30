// Loaded into processes of the launcher: without it they have no reason to live.
if (process.channel) {
  process.channel.unref();
  process.once('disconnect', () => {
    setTimeout(() => process.kill(process.pid, 'SIGKILL'), 8_000).unref();
    process.kill(process.pid, 'SIGTERM');
  });
}
