/** `npm run server -- COMMAND`. */
import { readConfig } from '../config.ts';
import { runCommand } from './commands.ts';

process.exitCode = await runCommand(process.argv.slice(2), {
  config: readConfig(process.env),
  now: () => new Date(),
  say: (line) => console.log(line),
});
