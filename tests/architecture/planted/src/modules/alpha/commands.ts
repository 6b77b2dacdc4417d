import 'dexie';
import './screens/list.ts';
import '../beta/inside.ts';
