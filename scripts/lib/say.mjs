/** A mistake with a sentence for people: printed without a stack. */
export class Sorry extends Error {}

// A terminal that was closed must not keep anything from being ended.
process.stdout.on('error', () => {});
process.stderr.on('error', () => {});

export function say(text = '') {
  process.stdout.write(`${text}\n`);
}

/** Runs a command's main function; a `Sorry` ends it with one sentence. */
export async function run(main) {
  try {
    await main();
  } catch (error) {
    const text = error instanceof Sorry ? error.message : error.stack;
    process.stderr.write(`\n${text}\n`);
    process.exitCode = 1;
  }
}

export function seconds(since) {
  return `${((Date.now() - since) / 1000).toFixed(1)} s`;
}
