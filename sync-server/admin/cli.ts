/** `npm run server -- COMMAND`: what an operator does without a browser. */
import { readConfig } from '../config.ts';
import { Enrolment } from '../enrol/handle-enrol.ts';
import { openSqliteStore } from '../store/sqlite/sqlite-store.ts';

const USAGE = `npm run server -- COMMAND
  setup-link   a one-time link that founds a co-op on this server
  coops        the co-ops that are here: id, name, last sequence`;

const config = readConfig(process.env);
const [command = 'help'] = process.argv.slice(2);
const store = openSqliteStore({ dataDir: config.dataDir });
try {
  switch (command) {
    case 'setup-link':
      console.log(`http://localhost:${config.port}/thiet-lap#${new Enrolment(store, Date.now).makeSetupToken()}`);
      break;
    case 'coops':
      for (const coop of store.catalogue.coops())
        console.log(`${coop.coop}  ${coop.name}  ${store.read(coop.coop, (reader) => reader.head().seq)}`);
      break;
    default:
      console.error(USAGE);
      process.exitCode = 2;
  }
} finally {
  store.close();
}
