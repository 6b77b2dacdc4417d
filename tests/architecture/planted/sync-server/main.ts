import './route.ts';
import 'better-sqlite3';
