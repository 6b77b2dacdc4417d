const SPIN_MS = 200;

/**
 * How much of a processor a loop gets that wants one whole, 0 to 1: on a machine that does other things at the same time
 * every figure in milliseconds is that much too high, which says nothing about the app.
 */
export function processorShare(): number {
  const [startedAt, before] = [performance.now(), process.cpuUsage()];
  while (performance.now() - startedAt < SPIN_MS) Math.sqrt(SPIN_MS);
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1_000 / (performance.now() - startedAt);
}
